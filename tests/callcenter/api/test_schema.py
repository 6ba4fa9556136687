"""The OpenAPI document is true: generated requests to every endpoint, valid and not, never crash the application, and
every answer has a documented status, type and shape (schemathesis, bounded examples)."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import uuid4

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from callcenter.web import openapi
from callcenter.web.signed_in import COOKIE, CSRF_HEADER
from models import calls
from models.database import Store
from models.people import Role
from tests.callcenter.api.test_permissions import EXPECTED
from tests.callcenter.browser import API, Browser
from tests.callcenter.silent import SilentAdviser

SCHEMA = schemathesis.openapi.from_dict(json.loads(openapi.document()))
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
_FIRST = (Role.SENIOR_AGENT, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.DEPARTMENT_HEAD)
"""Whoever has the most rights comes first."""
OURS = {"cookie", CSRF_HEADER.lower()}


@dataclass
class Someone:
    """Browsers of people by their role, made when they are needed, and path parameters that exist."""

    known: dict[str, str]
    make: Callable[..., Browser]
    browsers: dict[Role, Browser] = field(default_factory=dict)

    def may(self, method: str, path: str) -> Browser:
        """One who may ask this: else nothing but the refusal would be tried."""
        allowed = EXPECTED.get((method.upper(), path.removeprefix(API))) or frozenset(Role)
        role = next((one for one in _FIRST if one in allowed), Role.SENIOR_AGENT)
        if role not in self.browsers:
            self.browsers[role] = self.make(role)
        return self.browsers[role]


@pytest.mark.slow
@SCHEMA.parametrize()
@settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)
def test_every_answer_is_as_documented(case: schemathesis.Case, someone: Someone) -> None:
    if case.meta is not None and case.meta.generation.mode is schemathesis.GenerationMode.POSITIVE:
        # what exists, so that requests come further than "not found"
        case.path_parameters = {name: someone.known.get(name, given) for name, given in case.path_parameters.items()}
    sent = case.as_transport_kwargs(base_url="http://testserver")
    given = {name: value for name, value in (sent.get("headers") or {}).items() if name.lower() not in OURS}
    browser = someone.may(case.method, case.path)
    signed = {"Cookie": f"{COOKIE}={browser.cookie}", CSRF_HEADER: browser.csrf}
    sent = {name: sent[name] for name in ("method", "url", "params", "json", "data") if sent.get(name) is not None}
    answer = browser.client.request(**sent, headers=given | signed)
    case.validate_response(schemathesis.Response.from_any(answer), checks=CHECKS)


@pytest.fixture
def someone(browser: Callable[..., Browser], store: Store, monkeypatch: pytest.MonkeyPatch) -> Someone:
    """Whoever may, with an order, a call, a message, a webhook, and an adviser that is quick."""
    for endpoint in ("advise", "assist"):
        monkeypatch.setattr(f"callcenter.api.{endpoint}.adviser", lambda held: SilentAdviser())
    agent, conversation = browser(Role.SENIOR_AGENT), uuid4()
    with store.transaction() as session:
        calls.begin(session, conversation, "13812345678", "12345")
        calls.update(session, conversation, agent_id=agent.user.id)
    order = agent.post("/orders", {"title": "路灯不亮", "content": "永安大道", "conversation_id": str(conversation)})
    known = {"order_no": order.json()["order_no"], "verb": "dispatch", "conversation_id": str(conversation)}
    known |= {"name": "province", "target": "channel:province"}
    return Someone(known, browser, {Role.SENIOR_AGENT: agent})


def test_the_document_is_stable_and_needs_no_database() -> None:
    assert openapi.document() == openapi.document()
    assert "/api/v1/orders/{order_no}/{verb}" in json.loads(openapi.document())["paths"]
