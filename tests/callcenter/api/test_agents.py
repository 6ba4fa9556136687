"""Presence, extensions and telephones of agents."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import update

from callcenter.telephony.switch import SwitchError
from models import agents, clock
from models.database import Store
from models.people import Role, User
from tests.callcenter.browser import API, Browser


def test_going_on_duty_takes_a_free_extension(browser: Callable[..., Browser], store: Store) -> None:
    first, second, owner = browser(Role.AGENT), browser(Role.SENIOR_AGENT), browser(Role.AUDITOR)
    with store.transaction() as session:
        session.execute(update(User).where(User.id == owner.user.id).values(extension="8001"))
    assert first.get("/agents/me").json()["state"] == "offline"
    assert first.ask("PUT", "/agents/me/state", {"state": "not_ready", "reason": "培训"}).json()["reason"] == "培训"
    assert second.ask("PUT", "/agents/me/state", {"state": "ready"}).json()["extension"] == "8003"
    on_duty = second.get("/agents").json()
    assert {(row["name"], row["state"], row["extension"]) for row in on_duty["items"]} == {
        ("话务员甲", "not_ready", "8002"),
        ("班长甲", "ready", "8003"),
    }
    assert on_duty["as_of"]


def test_off_duty_frees_the_extension(browser: Callable[..., Browser]) -> None:
    first, second = browser(Role.AGENT), browser(Role.SENIOR_AGENT)
    first.ask("PUT", "/agents/me/state", {"state": "ready"})
    first.ask("PUT", "/agents/me/state", {"state": "offline"})
    assert second.ask("PUT", "/agents/me/state", {"state": "ready"}).json()["extension"] == "8001"


def test_ready_again_keeps_the_place_in_the_queue(browser: Callable[..., Browser]) -> None:
    agent = browser(Role.AGENT)
    first = agent.ask("PUT", "/agents/me/state", {"state": "ready"}).json()
    later = clock.now() + timedelta(minutes=5)
    with clock.running_from(lambda: later):
        assert agent.ask("PUT", "/agents/me/state", {"state": "ready"}).json() == first


def test_wrap_up_cannot_be_chosen_from_nothing(browser: Callable[..., Browser]) -> None:
    assert browser(Role.AGENT).ask("PUT", "/agents/me/state", {"state": "wrap_up"}).status_code == 409


def test_a_telephone_needs_duty_and_an_exchange(browser: Callable[..., Browser]) -> None:
    agent = browser(Role.AGENT)
    assert agent.post("/agents/me/phone").json()["code"] == "not-on-duty"
    agent.ask("PUT", "/agents/me/state", {"state": "ready"})
    absent = agent.post("/agents/me/phone")
    assert (absent.status_code, absent.json()["code"]) == (503, "exchange-unavailable")
    assert absent.json()["cause"] == "setting-missing"


def test_the_exchanges_telephone_is_passed_on(browser: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch) -> None:
    def issue(settings: object, extension: str) -> SimpleNamespace:
        if extension != "8001":
            raise SwitchError("switch-refused", "not this one")
        until = clock.now()
        return SimpleNamespace(url="ws://x/ws", uri="sip:8001@x", user="8001", password="p", expires_at=until)

    monkeypatch.setattr("callcenter.telephony.asterisk.credentials.issue", issue)
    agent = browser(Role.AGENT)
    agent.ask("PUT", "/agents/me/state", {"state": "ready"})
    assert agent.post("/agents/me/phone").json()["uri"] == "sip:8001@x"


def test_without_a_demonstration_there_is_no_public_telephone(browser: Callable[..., Browser]) -> None:
    answer = browser(Role.AGENT).client.post(f"{API}/demo/telephone")
    assert (answer.status_code, answer.json()["code"]) == (404, "demo-only")


def test_an_open_page_counts_as_seen(browser: Callable[..., Browser], store: Store) -> None:
    agent = browser(Role.AGENT)
    agent.ask("PUT", "/agents/me/state", {"state": "ready"})
    with store.transaction() as session:
        session.get_one(agents.AgentSession, agent.user.id).last_seen_at = clock.now() - timedelta(hours=1)
    with agent.events() as socket:
        socket.receive_json()
    with store.reading() as session:
        seen = session.get_one(agents.AgentSession, agent.user.id).last_seen_at
    assert clock.now() - seen < timedelta(minutes=1)
