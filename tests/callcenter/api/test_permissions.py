"""Every role tries every endpoint; what it may reach stands here, written by hand, not read from the application."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from callcenter.web.app import API
from callcenter.web.permissions import MATRIX
from models import orders
from models.database import Store
from models.orders import SYSTEM, VERBS
from models.people import Role
from tests.callcenter.browser import Browser
from tests.callcenter.silent import SilentAdviser

ALL = frozenset(Role)
AGENTS = frozenset({Role.AGENT, Role.SENIOR_AGENT})
UNITS = frozenset({Role.CLERK, Role.DEPARTMENT_HEAD})
DRAFT = AGENTS | {Role.DISPATCHER, Role.SUPERVISOR}
CALLS = DRAFT | {Role.INSPECTOR, Role.AUDITOR, Role.CALLBACK_AGENT}
ORDERS = CALLS | UNITS
QUALITY = AGENTS | {Role.INSPECTOR, Role.SUPERVISOR, Role.AUDITOR}
CALLBACKS = frozenset({Role.CALLBACK_AGENT, Role.SUPERVISOR})
EXPORT = UNITS | {Role.SENIOR_AGENT, Role.DISPATCHER, Role.SUPERVISOR, Role.AUDITOR}
WORK = DRAFT | UNITS | {Role.CALLBACK_AGENT}
DISPATCH = frozenset({Role.DISPATCHER, Role.SUPERVISOR})

CALL = "/calls/3f2504e0-4f89-41d3-9a0c-0305e82c3301"
INBOX_WORK = frozenset({Role.DISPATCHER, Role.SUPERVISOR})
INBOX = INBOX_WORK | {Role.AUDITOR}
ADMIN = frozenset({Role.ADMINISTRATOR})
SET_CHANNELS = frozenset({Role.ADMINISTRATOR})
TELLS = frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR})
FIGURES = frozenset(
    {Role.SENIOR_AGENT, Role.DISPATCHER, Role.INSPECTOR, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.AUDITOR}
)
REPORTS = FIGURES
ANALYSTS = TELLS | {Role.AUDITOR}

ORDER = "/orders/XNDH202611230000019"

# endpoint -> who; None: without login
EXPECTED: dict[tuple[str, str], frozenset[Role] | None] = {
    ("POST", "/session"): None,
    ("GET", "/session"): ALL,
    ("DELETE", "/session"): ALL,
    ("GET", "/agents/me"): AGENTS,
    ("PUT", "/agents/me/state"): AGENTS,
    ("POST", "/agents/me/phone"): AGENTS,
    ("GET", "/agents"): frozenset({Role.SENIOR_AGENT, Role.SUPERVISOR, Role.AUDITOR, Role.ADMINISTRATOR}),
    ("GET", "/calls"): CALLS,
    ("GET", "/calls/{conversation_id}"): CALLS,
    ("GET", "/calls/{conversation_id}/recording"): CALLS,
    ("GET", "/calls/{conversation_id}/caller-orders"): CALLS,
    ("POST", "/calls/{conversation_id}/wrap-up"): AGENTS,
    ("GET", "/orders"): ORDERS,
    ("GET", "/orders/export.xlsx"): EXPORT,
    ("GET", "/orders/{order_no}/similar"): ORDERS,
    ("GET", "/views"): ORDERS,
    ("POST", "/views"): ORDERS,
    ("PUT", "/views/{view_id}"): ORDERS,
    ("DELETE", "/views/{view_id}"): ORDERS,
    ("POST", "/orders"): DRAFT,
    ("GET", "/orders/{order_no}"): ORDERS,
    ("PATCH", "/orders/{order_no}"): DRAFT,
    ("GET", "/orders/{order_no}/timeline"): ORDERS,
    ("GET", "/orders/{order_no}/disclosures"): frozenset({Role.SUPERVISOR, Role.AUDITOR}),
    ("POST", "/orders/{order_no}/reveal"): WORK,
    ("POST", "/orders/{order_no}/{verb}"): WORK,
    ("GET", "/dispatch"): DISPATCH,
    ("GET", "/dispatch/queues/{queue}"): DISPATCH,
    ("GET", "/dispatch/orders/{order_no}"): DISPATCH,
    ("POST", "/dispatch/orders/{order_no}/open"): DISPATCH,
    ("POST", "/dispatch/orders/{order_no}/leave"): DISPATCH,
    ("GET", "/dispatch/suggestions"): DISPATCH,
    ("POST", "/dispatch/suggestions/{suggestion_id}/take"): DISPATCH,
    ("POST", "/dispatch/suggestions/{suggestion_id}/refuse"): DISPATCH,
    ("POST", "/dispatch/suggestions/{suggestion_id}/undo"): DISPATCH,
    ("GET", "/dispatch/hot"): DISPATCH,
    ("GET", "/dispatch/hot/{issue_id}/orders"): DISPATCH,
    ("GET", "/dispatch/alerts/{alert_id}/orders"): DISPATCH,
    ("POST", "/dispatch/alerts/{alert_id}/see"): DISPATCH,
    ("GET", "/orders/{order_no}/sources"): ORDERS,
    ("GET", "/orders/{order_no}/proposals"): ORDERS,
    ("GET", "/reports/forms"): REPORTS,
    ("PUT", "/reports/forms/{form}/plan"): TELLS,
    ("GET", "/reports"): REPORTS,
    ("POST", "/reports"): TELLS,
    ("GET", "/reports/{report_id}"): REPORTS,
    ("GET", "/reports/{report_id}/files/{file_format}"): REPORTS,
    ("GET", "/figures"): FIGURES | UNITS,
    ("GET", "/figures/definitions"): FIGURES | UNITS,
    ("GET", "/figures/rows"): FIGURES | UNITS,
    ("GET", "/figures/export"): FIGURES | UNITS,
    ("GET", "/figures/wallboard"): FIGURES,
    ("GET", "/analysis/routing"): ANALYSTS,
    ("GET", "/analysis/models"): ANALYSTS,
    ("POST", "/analysis/models/rollback"): TELLS,
    ("POST", "/analysis/models/{name}/promote"): TELLS,
    ("GET", "/inbox"): INBOX,
    ("GET", "/inbox/{message_id}"): INBOX,
    ("PATCH", "/inbox/{message_id}"): INBOX_WORK,
    ("POST", "/inbox/{message_id}/reveal"): INBOX_WORK,
    ("POST", "/inbox/{message_id}/replay"): INBOX_WORK,
    ("POST", "/inbox/{message_id}/discard"): INBOX_WORK,
    ("GET", "/channels"): INBOX | SET_CHANNELS,
    ("GET", "/channels/{name}/settings"): SET_CHANNELS,
    ("PUT", "/channels/{name}/settings"): SET_CHANNELS,
    ("POST", "/channels/{name}/pull"): SET_CHANNELS,
    ("GET", "/channel-alarms"): INBOX | SET_CHANNELS,
    ("POST", "/channel-alarms/{alarm_id}/acknowledge"): TELLS,
    ("GET", "/channels/{name}/reconciliations"): INBOX | SET_CHANNELS,
    ("POST", "/channels/{name}/reconciliations"): TELLS,
    ("GET", "/unit"): UNITS | {Role.SUPERVISOR},
    ("GET", "/unit/queues/{queue}"): UNITS | {Role.SUPERVISOR},
    ("GET", "/callbacks"): CALLBACKS,
    ("GET", "/callbacks/queues/{queue}"): CALLBACKS,
    ("GET", "/callbacks/{task_id}"): CALLBACKS,
    ("POST", "/callbacks/{task_id}/take"): CALLBACKS,
    ("POST", "/callbacks/{task_id}/give-back"): CALLBACKS,
    ("POST", "/callbacks/{task_id}/attempts"): CALLBACKS,
    ("GET", "/quality"): QUALITY,
    ("GET", "/quality/draws"): QUALITY - AGENTS,
    ("POST", "/quality/draws"): frozenset({Role.INSPECTOR}),
    ("GET", "/quality/draws/{draw_id}/repeat"): QUALITY,
    ("GET", "/quality/inspections"): QUALITY,
    ("GET", "/quality/inspections/{inspection_id}"): QUALITY,
    ("POST", "/quality/inspections/{inspection_id}/score"): frozenset({Role.INSPECTOR}),
    ("POST", "/quality/inspections/{inspection_id}/appeal"): QUALITY,
    ("POST", "/quality/inspections/{inspection_id}/decision"): frozenset({Role.SUPERVISOR}),
    ("GET", "/limits/preview"): DRAFT,
    ("GET", "/deliveries"): INBOX | SET_CHANNELS,
    ("POST", "/deliveries/replay"): TELLS,
    ("POST", "/deliveries/{delivery_id}/replay"): TELLS,
    ("POST", "/deliveries/{delivery_id}/cancel"): TELLS,
    ("GET", "/targets"): INBOX | SET_CHANNELS,
    ("POST", "/targets/{target}/pause"): TELLS,
    ("POST", "/targets/{target}/resume"): TELLS,
    ("GET", "/webhooks"): SET_CHANNELS,
    ("POST", "/webhooks"): SET_CHANNELS,
    ("PUT", "/webhooks/{webhook_id}"): SET_CHANNELS,
    ("GET", "/orders/{order_no}/attachments"): ORDERS,
    ("POST", "/orders/{order_no}/attachments"): WORK,
    ("GET", "/orders/{order_no}/attachments/{attachment_id}/content"): ORDERS,
    ("POST", "/orders/{order_no}/attachments/{attachment_id}/withdraw"): WORK,
    ("POST", "/advise"): DRAFT | {Role.KNOWLEDGE_EDITOR},
    ("POST", "/assist"): DRAFT | {Role.KNOWLEDGE_EDITOR},
    ("GET", "/catalogue/categories"): ALL,
    ("GET", "/catalogue/departments"): ALL,
    ("GET", "/catalogue/divisions"): ALL,
    ("GET", "/catalogue/sheets"): ADMIN,
    ("GET", "/catalogue/sheets/{sheet}"): ADMIN,
    ("POST", "/catalogue/sheets/{sheet}"): ADMIN,
    ("PUT", "/catalogue/sheets/{sheet}/{entry}"): ADMIN,
    ("POST", "/catalogue/sheets/{sheet}/{entry}/retire"): ADMIN,
    ("GET", "/catalogue/sheets/{sheet}/{entry}/history"): ADMIN,
    ("GET", "/catalogue/versions"): ADMIN,
    ("GET", "/catalogue/versions/{number}/changes"): ADMIN,
    ("GET", "/catalogue/versions/{number}/difference"): ADMIN,
    ("GET", "/catalogue/versions/{number}/city.xlsx"): ADMIN,
    ("POST", "/catalogue/versions/{number}/restore"): ADMIN,
    ("POST", "/catalogue/uploads"): ADMIN,
    ("GET", "/catalogue/uploads/{number}"): ADMIN,
    ("GET", "/catalogue/uploads/{number}/report.xlsx"): ADMIN,
    ("POST", "/catalogue/uploads/{number}/apply"): ADMIN,
    ("GET", "/workflow"): ALL,
    ("GET", "/people"): ADMIN,
    ("POST", "/people"): ADMIN,
    ("PATCH", "/people/{person_id}"): ADMIN,
    ("POST", "/people/{person_id}/password"): ADMIN,
    ("GET", "/people/{person_id}/acts"): ADMIN,
    ("PUT", "/session/password"): ALL,
    ("GET", "/api-clients"): frozenset({Role.ADMINISTRATOR}),
    ("POST", "/api-clients"): frozenset({Role.ADMINISTRATOR}),
    ("DELETE", "/api-clients/{client_id}"): frozenset({Role.ADMINISTRATOR}),
    ("GET", "/places"): frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR}),
    ("POST", "/places"): frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR}),
    ("PATCH", "/places/{place_id}"): frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR}),
    ("GET", "/places/sheet.pdf"): frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR}),
    ("POST", "/counter/demands"): AGENTS | UNITS | {Role.SUPERVISOR},
    ("GET", "/counter/demands/{receipt}/receipt.pdf"): AGENTS | UNITS | {Role.SUPERVISOR},
    ("GET", "/retention"): frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR, Role.AUDITOR}),
    ("POST", "/retention/{order_no}/{act}"): frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR}),
    ("POST", "/demo/telephone"): None,
    ("GET", "/health"): None,
}

BODIES: dict[tuple[str, str], Any] = {
    ("PUT", "/agents/me/state"): {"state": "offline"},
    ("POST", "/orders"): {"title": "路灯不亮", "content": "永安大道路灯不亮"},
    ("PATCH", "/orders/{order_no}"): {"version": 1, "title": "路灯"},
    ("POST", "/orders/{order_no}/reveal"): {"fields": ["phone"], "reason": "回访"},
    ("POST", "/orders/{order_no}/{verb}"): {"version": 1},
    ("POST", "/dispatch/suggestions/{suggestion_id}/take"): {"version": 1},
    ("POST", "/dispatch/suggestions/{suggestion_id}/refuse"): {},
    ("POST", "/dispatch/suggestions/{suggestion_id}/undo"): {"reason": "不是一件事"},
    ("POST", "/orders/{order_no}/attachments/{attachment_id}/withdraw"): {"reason": "传错了"},
    ("POST", "/quality/draws"): {"kind": "call", "begin": "2026-11-23", "end": "2026-11-23", "per_agent": 1},
    ("POST", "/quality/inspections/{inspection_id}/score"): {"given": {}},
    ("POST", "/quality/inspections/{inspection_id}/appeal"): {"reason": "不是这样"},
    ("POST", "/quality/inspections/{inspection_id}/decision"): {"reason": "已听录音"},
    ("POST", "/views"): {"name": "本周", "filter": {}},
    ("PUT", "/views/{view_id}"): {"name": "本周", "filter": {}},
    ("POST", "/advise"): {"text": ""},
    ("POST", "/analysis/models/rollback"): {"reason": "误判增多"},
    ("POST", "/analysis/models/{name}/promote"): {"reason": "试用"},
    ("POST", "/assist"): {"text": ""},
    ("PATCH", "/inbox/{message_id}"): {"reason": "补填"},
    ("POST", "/inbox/{message_id}/reveal"): {"reason": "核对"},
    ("POST", "/inbox/{message_id}/replay"): {"reason": "重放"},
    ("POST", "/inbox/{message_id}/discard"): {"reason": "作废"},
    ("POST", "/targets/{target}/pause"): {"reason": "对方维护"},
    ("POST", "/webhooks"): {"name": "城管局", "url": "https://example.org/hook", "topics": ["order.changed"]},
    ("PUT", "/webhooks/{webhook_id}"): {"name": "局", "url": "https://example.org/hook", "topics": ["order.changed"]},
    ("PUT", "/channels/{name}/settings"): {"enabled": False, "version": 0, "values": {}},
    ("POST", "/catalogue/sheets/{sheet}"): {"cells": {}},
    ("PUT", "/catalogue/sheets/{sheet}/{entry}"): {"cells": {}, "version": 1},
    ("POST", "/catalogue/sheets/{sheet}/{entry}/retire"): {"version": 1},
    ("POST", "/catalogue/versions/{number}/restore"): {"version": 1},
    ("POST", "/catalogue/uploads/{number}/apply"): {},
    ("POST", "/api-clients"): {"name": "随手拍", "contact": "张工"},
    ("POST", "/people"): {"login": "new1", "name": "甲", "role": "agent"},
    ("PATCH", "/people/{person_id}"): {"version": 1},
    ("PUT", "/session/password"): {"old": "not it", "new": "another good one"},
    ("POST", "/places"): {"kind": "counter", "name": "一号窗口", "address": "市民之家一楼"},
    ("PATCH", "/places/{place_id}"): {"name": "二号窗口"},
    ("POST", "/reports"): {"form": "daily", "period": "2026-11-24"},
    ("PUT", "/reports/forms/{form}/plan"): {
        "enabled": False,
        "hour": 7,
        "recipients": [],
        "formats": ["pdf"],
        "version": 0,
    },
    ("POST", "/retention/{order_no}/{act}"): {"version": 1, "reason": "保存期限已满"},
    ("POST", "/counter/demands"): {"citizen_phone": "13812345678", "text": "营业执照办不下来"},
}


def endpoints(client: TestClient) -> set[tuple[str, str]]:
    paths = client.app.openapi()["paths"]  # type: ignore[attr-defined]
    return {(method.upper(), path.removeprefix(API)) for path, methods in paths.items() for method in methods}


def test_every_endpoint_stands_in_the_table(client: TestClient) -> None:
    assert endpoints(client) == set(EXPECTED)


# What the document does not show: pages for citizens and their doors have no users of ours; the rest asks who it is.
OUTSIDE = ("/website", "/open311/", "/channels/website/", "/channels/app/", "/channels/sms/")
SIGNED_IN_ELSEWHERE = {  # and where a test tries it
    ("APIWebSocketRoute", "/api/v1/events"): "test_events.py",
    ("GET", "/docs"): "../web/test_pages.py",
    ("GET", "/openapi.json"): "../web/test_pages.py",
    ("GET", "/channels/subscribers/{subscriber}/steps"): "../channels/test_feed.py",
    ("POST", "/channels/police/messages"): "../../integrations/police/test_police.py",
    ("POST", "/channels/province/messages"): "../../integrations/province/test_province.py",
    ("Mount", ""): "../web/test_pages.py",  # the console's own files
}


def every_route(routes: list[Any], before: str = "") -> Iterator[tuple[str, str]]:
    """Method and path of whatever the application answers, documented or not."""
    for route in routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from every_route(inner.routes, before + route.include_context.prefix)
        else:
            for method in getattr(route, "methods", None) or [type(route).__name__]:
                yield method, before + route.path


def test_no_route_stands_outside_the_table(client: TestClient) -> None:
    routes = set(every_route(client.app.routes))  # type: ignore[attr-defined]
    documented = {(method, API + path) for method, path in EXPECTED}
    assert documented <= routes
    beside = {(method, path) for method, path in routes - documented if not path.startswith(OUTSIDE)}
    assert beside == set(SIGNED_IN_ELSEWHERE)
    assert all((Path(__file__).parent / where).is_file() for where in SIGNED_IN_ELSEWHERE.values())


@pytest.mark.parametrize("role", sorted(WORK))
def test_a_role_does_its_own_verbs_alone(browser: Callable[..., Browser], store: Store, role: Role) -> None:
    """Every verb, tried by somebody of the hotline or of the unit that leads the order."""
    with store.transaction() as session:
        number = orders.create_draft(session, SYSTEM, title="路灯不亮", content="永安大道").order_no
        orders.apply(session, SYSTEM, number, "dispatch", 1, lead_code="421202")
    colleague = browser(role, unit="421202" if role in UNITS else None)
    for verb in VERBS.values():
        with store.reading() as session:
            version = orders.get(session, number).version
        answer = colleague.post(f"/orders/{number}/{verb.name}", {"version": version})
        said = answer.json().get("code")
        if not verb.from_states:
            assert said == "verb-unknown"
        elif role not in verb.roles:
            assert (answer.status_code, said) == (403, "role-not-allowed"), verb.name
        else:
            assert said in (None, "verb-not-allowed", "role-not-allowed", "field-missing", "field-invalid"), verb.name


def test_every_role_has_its_row() -> None:
    assert set(MATRIX) == set(Role)


def filled(path: str) -> str:
    return (
        path.replace("/calls/{conversation_id}", CALL)
        .replace("/unit/queues/{queue}", "/unit/queues/to_sign")
        .replace("/orders/{order_no}", ORDER)
        .replace("/retention/{order_no}/{act}", "/retention/XNDH202611230000019/erase")
        .replace("{verb}", "dispatch")
        .replace("{attachment_id}", "1")
        .replace("{view_id}", "1")
        .replace("{queue}", "waiting")
        .replace("{draw_id}", "1")
        .replace("{inspection_id}", "1")
        .replace("{suggestion_id}", "1")
        .replace("{alert_id}", "1")
        .replace("{issue_id}", "hot-XNDH202611230000019")
        .replace("{message_id}", "1")
        .replace("{name}", "website")
        .replace("{client_id}", "1")
        .replace("{place_id}", "1")
        .replace("{person_id}", "2000000000")
        .replace("{receipt}", "CK20261127AAAAAAAAAA")
        .replace("{delivery_id}", "1")
        .replace("{webhook_id}", "1")
        .replace("{target}", "channel:website")
        .replace("{sheet}/{entry}", "departments/XNSZ031")
        .replace("{sheet}", "departments")
        .replace("{report_id}", "1")
        .replace("{file_format}", "pdf")
        .replace("{form}", "daily")
        .replace("{number}", "1")
    )


@pytest.mark.parametrize("role", Role)
def test_a_role_reaches_its_endpoints_and_no_other(
    browser: Callable[..., Browser], role: Role, monkeypatch: pytest.MonkeyPatch
) -> None:
    for endpoint in ("advise", "assist"):
        monkeypatch.setattr(f"callcenter.api.{endpoint}.adviser", lambda held: SilentAdviser())
    colleague = browser(role)
    reached = set()
    # signing out comes last: it ends what the others need
    for method, path in sorted(EXPECTED, key=lambda endpoint: endpoint == ("DELETE", "/session")):
        answer = colleague.ask(method, filled(path), BODIES.get((method, path)))
        if answer.status_code != 403:
            reached.add((method, path))
        assert answer.status_code < 500, (method, path, answer.text)
    expected = {endpoint for endpoint, roles in EXPECTED.items() if roles is None or role in roles}
    assert reached == expected


def test_nobody_reaches_anything_without_signing_in(client: TestClient) -> None:
    for (method, path), roles in EXPECTED.items():
        answer = client.request(method, API + filled(path), json=BODIES.get((method, path)))
        if roles is None:
            assert answer.json().get("code") != "not-signed-in", (method, path)
        else:
            assert (answer.status_code, answer.json()["code"]) == (401, "not-signed-in"), (method, path)
