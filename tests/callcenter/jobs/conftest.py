"""Fixtures of the call floor."""

from tests.callcenter.floor_fixtures import adviser, sign_in
from tests.callcenter.worker import run_jobs

__all__ = ["adviser", "run_jobs", "sign_in"]
