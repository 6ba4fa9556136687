"""What dialogs are made of: every field by the name under which a request carries it, and refusals that name theirs."""

from collections.abc import Callable

from callcenter.api.orders.shapes import VerbRequest
from models.orders import VERBS
from models.people import Role
from tests.callcenter.browser import Browser

UNIT = "XNSZ006"
DEMAND = {"title": "路灯不亮", "content": "永安大道路灯不亮", "lead_code": UNIT}


def test_every_field_tells_how_it_is_sent(browser: Callable[..., Browser]) -> None:
    workflow = browser(Role.CLERK, unit=UNIT).get("/workflow").json()
    fields = {field["name"]: field for field in workflow["fields"]}
    sent = {field["sent_as"] for field in fields.values()} - {None}
    assert sent == set(VerbRequest.model_fields) - {"version"}
    unsent = {name for name, field in fields.items() if field["sent_as"] is None}
    assert unsent == {
        "advice",
        "confidence",
        "waits_for_person",
        "wait_reason",
        "lat",
        "lng",
        "attachment",
    }
    assert fields["caller_phone"]["sent_as"] == "citizen_phone"
    assert (fields["reason"]["longest"], fields["title"]["longest"]) == (500, 200)
    assert (fields["extension_days"]["least"], fields["extension_days"]["most"]) == (1, 15)
    codes = [field for field in fields.values() if field["kind"] in ("code", "codes")]
    assert codes
    assert all(field["of"] for field in codes)
    # whatever somebody must give with a verb that takes it, a dialog can ask for
    needed = {name for verb in VERBS.values() for name in verb.needs if name in verb.takes}
    assert needed - {"attachment"} <= set(fields) - unsent


def test_a_refusal_names_its_field(browser: Callable[..., Browser]) -> None:
    agent, clerk = browser(Role.AGENT), browser(Role.CLERK, unit=UNIT)
    order = agent.post("/orders", DEMAND).json()
    path = f"/orders/{order['order_no']}"
    agent.post(f"{path}/dispatch", {"version": 1})
    clerk.post(f"{path}/sign", {"version": 2})
    missing = clerk.post(f"{path}/reply", {"version": 3}).json()
    assert (missing["code"], missing["field"]) == ("field-missing", "reply_text")
    days = clerk.post(f"{path}/request_extension", {"version": 3, "extension_days": 99, "reason": "备料"}).json()
    assert (days["code"], days["field"]) == ("field-invalid", "extension_days")
    reply = {"version": 3, "reply_text": "已维修", "public_reply_text": "已维修", "solved": "未解决"}
    assert clerk.post(f"{path}/reply", reply).json()["field"] == "unsolved_reason"
