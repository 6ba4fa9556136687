"""The outbox and the webhooks over HTTP."""

from collections.abc import Callable
from datetime import timedelta

from models import clock, outbox
from models.database import Store
from models.people import Role
from tests.callcenter.browser import Browser

HOOK = {"name": "城管局", "url": "https://example.org/hook", "topics": ["order.changed"], "department_code": "421202"}


def given_up(store: Store) -> int:
    with store.transaction() as session:
        (made,) = outbox.put(session, [{"target": "channel:app", "key": "1:replied", "kind": "replied", "body": "{}"}])
        outbox.take(session)
        outbox.not_sent(session, made, "far-side-refused", None)
        return made


def test_what_was_given_up_is_sent_again_or_cancelled(browser: Callable[..., Browser], store: Store) -> None:
    supervisor, number = browser(Role.SUPERVISOR), given_up(store)
    (row,) = supervisor.get("/deliveries?state=dead&target=channel:app").json()["items"]
    assert (row["id"], row["target_name"], row["error"][:6]) == (number, "云上咸宁", "对方系统拒收")
    assert "body" not in row
    assert supervisor.post(f"/deliveries/{number}/replay").json()["state"] == "waiting"
    again = supervisor.post(f"/deliveries/{number}/replay")
    assert (again.status_code, again.json()["code"]) == (409, "delivery-not-open")
    assert supervisor.post(f"/deliveries/{number}/cancel").json()["state"] == "cancelled"
    missing = supervisor.post("/deliveries/999/cancel")
    assert (missing.status_code, missing.json()["code"]) == (404, "delivery-not-found")


def test_what_was_given_up_in_a_span_of_time_is_sent_again(browser: Callable[..., Browser], store: Store) -> None:
    supervisor, number = browser(Role.SUPERVISOR), given_up(store)
    later = (clock.now() + timedelta(hours=1)).isoformat()
    for span, count in (({"since": later}, 0), ({"until": later}, 1), ({}, 0)):
        again = supervisor.post("/deliveries/replay", {"target": "channel:app", **span})
        assert (again.status_code, again.json()["count"]) == (200, count)
    (row,) = supervisor.get("/deliveries?target=channel:app").json()["items"]
    assert (row["id"], row["state"], row["attempts"], row["error"]) == (number, "waiting", 0, None)
    unknown = supervisor.post("/deliveries/replay", {"target": "webhook:99"})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "target-not-found")


def test_a_target_is_paused_and_resumed(browser: Callable[..., Browser]) -> None:
    admin = browser(Role.ADMINISTRATOR)
    paused = admin.post("/targets/channel:app/pause", {"reason": "对方维护"}).json()
    assert (paused["paused"], paused["paused_by"], paused["reason"]) == (True, "系统管理员甲", "对方维护")
    rows = {row["target"]: row["paused"] for row in admin.get("/targets").json()["items"]}
    assert rows["channel:app"]
    assert not rows["channel:website"]
    assert not admin.post("/targets/channel:app/resume").json()["paused"]
    missing = admin.post("/targets/webhook:7/pause", {"reason": "对方维护"})
    assert (missing.status_code, missing.json()["code"]) == (404, "target-not-found")


def test_a_webhooks_secret_is_shown_once(browser: Callable[..., Browser], store: Store) -> None:
    admin = browser(Role.ADMINISTRATOR)
    made = admin.post("/webhooks", HOOK).json()
    assert made["secret"].startswith("whsec_")
    (row,) = admin.get("/webhooks").json()["items"]
    assert row["secret"] is None
    kept = admin.ask("PUT", f"/webhooks/{made['id']}", HOOK | {"enabled": False}).json()
    assert (kept["secret"], kept["enabled"], kept["version"]) == (None, False, 2)
    renewed = admin.ask("PUT", f"/webhooks/{made['id']}", HOOK | {"new_secret": True}).json()
    assert renewed["secret"] not in (None, made["secret"])
    taken = admin.post("/webhooks", HOOK)
    assert (taken.status_code, taken.json()["code"]) == (409, "webhook-name-taken")
    with store.reading() as session:
        assert session.get_one(outbox.Webhook, made["id"]).secret == renewed["secret"]


def test_a_webhook_goes_to_an_address_on_the_net(browser: Callable[..., Browser]) -> None:
    admin = browser(Role.ADMINISTRATOR)
    assert admin.post("/webhooks", HOOK | {"name": "来取的", "url": ""}).status_code == 201  # it asks
    for url in ("file:///etc/passwd", "http://169.254.169.254/", "https://a:b@example.org/", "no address"):
        assert admin.post("/webhooks", HOOK | {"url": url}).status_code == 422, url
