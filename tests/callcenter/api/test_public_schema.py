"""Generated requests to every address that needs no login: none crashes the application (schemathesis)."""

import base64
import json
import secrets
from pathlib import Path

import pytest
import requests
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error

from callcenter.settings import Settings
from callcenter.web import public
from callcenter.web.app import create_app
from integrations.channel import channels, save
from integrations.channel.signing import signed_headers
from integrations.envelope import Seal
from models import api_clients
from models.database import Store

SCHEMA = schemathesis.openapi.from_dict(public.document(create_app(Settings(Path("var").absolute(), {}))))

SECRET = "a secret of both sides"
KEY = bytes(range(32))
SIGNED = ("/channels/website", "/channels/app", "/channels/sms")
ENVELOPED = {"/channels/province/messages": b"", "/channels/police/messages": KEY}
"""Door -> the key of its payloads."""
GOOD = {"api_key": "known", "service_code": "020403", "address_string": "温泉路"}
GOOD |= dict.fromkeys(("jurisdiction_id", "lat", "long", "address_id", "phone", "media_url"), "")
"""Of a request to the open interface; the rest stays as it was generated."""


@pytest.mark.slow
@SCHEMA.parametrize()
@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)
def test_nothing_crashes(case: schemathesis.Case, known: TestClient) -> None:
    """What is good in a request comes further: a key that is known, a format that is spoken."""
    if case.meta is not None and case.meta.generation.mode is schemathesis.GenerationMode.POSITIVE:
        case.path_parameters = {
            name: "json" if name == "ending" else "020403.json" if name == "name" else given
            for name, given in case.path_parameters.items()
        }
        if isinstance(case.body, dict) and "api_key" in case.body:
            case.body |= GOOD
        if case.path in ENVELOPED and isinstance(case.body, dict):
            case.body = _enveloped(case.body, ENVELOPED[case.path])
    sent = case.as_transport_kwargs(base_url="http://testserver")
    kept = ("method", "url", "params", "json", "data", "files", "headers")
    made = requests.Request(**{name: sent[name] for name in kept if sent.get(name) is not None}).prepare()
    headers = dict(made.headers)
    if case.path.startswith(SIGNED):
        body = made.body.encode() if isinstance(made.body, str) else made.body or b""
        headers |= signed_headers("city", SECRET, body) | {"Idempotency-Key": f"message-{hash(body):x}"}
    answer = known.request(str(made.method), str(made.url), content=made.body, headers=headers)
    case.validate_response(schemathesis.Response.from_any(answer), checks=[not_a_server_error])


def _enveloped(payload: dict[str, object], key: bytes) -> dict[str, object]:
    """A payload that was generated, in an envelope that the far platform has signed."""
    seal = Seal("city", SECRET, "HMAC-SHA256", key)
    sealed: dict[str, object] = json.loads(seal.closed(secrets.token_hex(8), "pushOrder", payload))
    return sealed


@pytest.fixture
def known(client: TestClient, store: Store) -> TestClient:
    signed = {"system_id": "city", "secret": SECRET}
    platform = {"base_url": "http://127.0.0.1:9/none", "app_id": "city", "secret": SECRET}
    told = {
        "website": signed,
        "app": signed,
        "sms": signed | {"gateway_url": "http://127.0.0.1:9/none", "signature": "12345"},
        "province": platform,
        "police": platform | {"key": base64.b64encode(KEY).decode()},
    }
    with store.transaction() as session:
        for name, values in told.items():
            save(session, name, channels()[name].settings, values, enabled=True, version=0, by="x")
        api_clients.issue(session, "检验", "检验", "known")
    return client


def test_the_public_document_is_not_the_apis() -> None:
    paths = set(SCHEMA.raw_schema["paths"])
    assert {"/website", "/website/follow/rate", "/open311/v2/requests.{ending}"} <= paths
    assert {f"/channels/{name}/messages" for name in ("website", "app", "sms", "province", "police")} <= paths
    assert not any(path.startswith("/api/") for path in paths)
