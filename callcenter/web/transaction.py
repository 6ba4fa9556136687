"""One transaction a request: committed before the answer leaves, rolled back when anything was raised."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends
from sqlalchemy.orm import Session
from starlette.requests import Request

from callcenter.web.state import web


def _transaction(request: Request) -> Iterator[Session]:
    with web(request).store.transaction() as session:
        yield session


Transaction = Annotated[Session, Depends(_transaction, scope="function")]
"""scope "function": the commit stands before the first byte of the answer, so an answer is never a promise unkept."""
