"""Calls over HTTP: who sees which, the words, the recording and who listened, the end of after-call work."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from callcenter.settings import Settings
from models import agents, calls, clock, orders
from models.calls import CallEvent, NewSegment
from models.database import Store
from models.people import Role
from tests.callcenter.browser import Browser

PHONE = "13812345678"


def call(store: Store, agent: Browser | None = None, minutes_ago: int = 0, **fields: Any) -> UUID:
    conversation = uuid4()
    with store.transaction() as session:
        begun = clock.now() - timedelta(minutes=minutes_ago)
        calls.begin(session, conversation, PHONE, "12345", started_at=begun)
        calls.update(session, conversation, agent_id=agent.user.id if agent else None, **fields)
    return conversation


def recorded(store: Store, settings: Settings, path: str, content: bytes = b"RIFF" + bytes(96)) -> UUID:
    conversation = call(store)
    file = settings.recordings / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    with store.transaction() as session:
        calls.attach_recording(session, conversation, path=path, sha256="00" * 32, seconds=1.5)
    return conversation


def test_an_agent_sees_the_own_calls_a_supervisor_all(browser: Callable[..., Browser], store: Store) -> None:
    agent, supervisor = browser(Role.AGENT), browser(Role.SUPERVISOR)
    own, foreign = call(store, agent), call(store)
    listed = agent.get("/calls").json()
    assert [item["conversation_id"] for item in listed["items"]] == [str(own)]
    assert listed["items"][0]["agent"] == {"id": agent.user.id, "name": "话务员甲"}
    assert len(supervisor.get("/calls").json()["items"]) == 2
    assert agent.get(f"/calls/{foreign}").json()["code"] == "call-not-found"
    assert supervisor.get(f"/calls/{foreign}").status_code == 200


def test_the_call_that_rings_is_the_agents_own(browser: Callable[..., Browser], store: Store) -> None:
    agent, ringing = browser(Role.AGENT), call(store)
    assert agent.ask("PUT", "/agents/me/state", {"state": "ready"}).json()["extension"] == "8001"
    with store.transaction() as session:
        claimed = agents.claim_longest_ready(session, ringing)
        assert claimed is not None
    assert agent.get(f"/calls/{ringing}").status_code == 200
    mine = agent.get("/agents/me").json()
    assert (mine["state"], mine["conversation_id"]) == ("ringing", str(ringing))


def test_words_come_with_times_and_without_numbers(browser: Callable[..., Browser], store: Store) -> None:
    conversation = call(store)
    with store.transaction() as session:
        calls.add_segment(session, conversation, "agent", NewSegment(2.5, 4.0, "请讲", 0.9))
        calls.add_segment(session, conversation, "caller", NewSegment(0.5, 2.0, f"我的电话{PHONE}"))
    body = browser(Role.SUPERVISOR).get(f"/calls/{conversation}").json()
    assert body["caller"] == "138****5678"
    assert [(s["speaker"], s["start"], s["text"]) for s in body["segments"]] == [
        ("caller", 0.5, "我的电话138****5678"),
        ("agent", 2.5, "请讲"),
    ]
    assert PHONE not in str(body)
    assert body["recording"] is None
    assert body["events"][0]["kind"] == "began"


def test_a_recording_comes_whole_and_in_parts_and_is_noted_once(
    browser: Callable[..., Browser], store: Store, settings: Settings
) -> None:
    content = b"RIFF" + bytes(range(200))
    conversation = recorded(store, settings, "2026/11/23/one.wav", content)
    auditor = browser(Role.AUDITOR)
    url = auditor.get(f"/calls/{conversation}").json()["recording"]["url"].removeprefix("/api/v1")
    whole = auditor.get(url)
    assert (whole.status_code, whole.headers["content-type"], whole.content) == (200, "audio/wav", content)
    part = auditor.get(url, Range="bytes=100-109")
    assert (part.status_code, part.content) == (206, content[100:110])
    with store.reading() as session:
        listened = select(CallEvent).where(CallEvent.kind == "recording.played")
        assert [event.detail for event in session.scalars(listened)] == [{"user_id": auditor.user.id}]


@pytest.mark.parametrize("path", ["../secret.wav", "/etc/hostname", "2026/../../keys/logins.json"])
def test_no_path_leads_out_of_the_recordings(
    browser: Callable[..., Browser], store: Store, settings: Settings, path: str
) -> None:
    (settings.data / "secret.wav").parent.mkdir(parents=True, exist_ok=True)
    (settings.data / "secret.wav").write_text("secret")
    (settings.keys / "logins.json").write_text("secret")
    conversation = call(store)
    with store.transaction() as session:
        calls.attach_recording(session, conversation, path=path, sha256="00" * 32, seconds=1.5)
    answer = browser(Role.SUPERVISOR).get(f"/calls/{conversation}/recording")
    assert (answer.status_code, answer.json()["code"]) == (404, "recording-not-found")


def test_a_recording_that_the_disk_lost_is_not_found(
    browser: Callable[..., Browser], store: Store, settings: Settings
) -> None:
    conversation = recorded(store, settings, "gone.wav")
    Path(settings.recordings / "gone.wav").unlink()
    assert browser(Role.SUPERVISOR).get(f"/calls/{conversation}/recording").json()["code"] == "recording-not-found"


def test_earlier_orders_of_the_same_number(browser: Callable[..., Browser], store: Store) -> None:
    conversation = call(store)
    with store.transaction() as session:
        for number in (PHONE, "13999999999"):
            orders.create_draft(session, orders.SYSTEM, title="路灯", content="不亮", caller_phone=number)
        orders.create_draft(
            session, orders.SYSTEM, conversation_id=conversation, title="这一通", content="x", caller_phone=PHONE
        )
    found = browser(Role.SUPERVISOR).get(f"/calls/{conversation}/caller-orders").json()
    assert [(item["title"], item["caller"]) for item in found["items"]] == [("路灯", "138****5678")]


def test_pages_of_calls_have_no_gaps(browser: Callable[..., Browser], store: Store) -> None:
    expected = [str(call(store, minutes_ago=minutes)) for minutes in range(5)]
    supervisor, found, cursor = browser(Role.SUPERVISOR), [], ""
    while cursor is not None:
        page = supervisor.get(f"/calls?state=live&limit=2&cursor={cursor}").json()
        found += [item["conversation_id"] for item in page["items"]]
        cursor = page["next"]
    assert found == expected
    assert supervisor.get("/calls?cursor=bm9uc2Vuc2U").json()["code"] == "invalid-cursor"


def test_after_call_work_ends_in_ready(browser: Callable[..., Browser], store: Store) -> None:
    agent = browser(Role.AGENT)
    conversation = call(store, agent)
    agent.ask("PUT", "/agents/me/state", {"state": "ready"})
    with store.transaction() as session:
        agents.set_state(session, agent.user.id, "talking", conversation_id=conversation)
    talking = agent.post(f"/calls/{conversation}/wrap-up")
    assert talking.json()["code"] == "call-still-live"
    refused = agent.ask("PUT", "/agents/me/state", {"state": "ready"})
    assert (refused.status_code, refused.json()["code"]) == (409, "presence-not-allowed")
    with store.transaction() as session:
        calls.end(session, conversation, "talked")
        agents.release(session, conversation)
    assert agent.post(f"/calls/{conversation}/wrap-up").json()["state"] == "ready"
