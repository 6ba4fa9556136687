"""Live events: order, resume without a gap, who sees what, masks, browsers that are too slow or signed out."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from starlette.testclient import WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

from callcenter.api import events as endpoint
from callcenter.web import pump as pumping
from callcenter.web.audience import TOPICS, Audience, Viewer
from callcenter.web.pump import Outgoing, Pump
from models import calls, events
from models.database import Store
from models.people import Role
from tests.callcenter.browser import API, Browser


def publish(store: Store, topic: str, subject: str, **data: Any) -> None:
    with store.transaction() as session:
        events.publish(session, topic, subject, data)


def heard(socket: WebSocketTestSession, count: int) -> list[dict[str, Any]]:
    """The next `count` messages that are events."""
    found: list[dict[str, Any]] = []
    while len(found) < count:
        message = socket.receive_json()
        if message["topic"] not in ("hello", "heartbeat"):
            found.append(message)
    return found


def drain(socket: WebSocketTestSession) -> None:
    """Hears until the other side closes."""
    while True:
        socket.receive_json()


def begun(store: Store, agent_id: int | None = None) -> UUID:
    conversation = uuid4()
    with store.transaction() as session:
        calls.begin(session, conversation, "13812345678", "12345")
        if agent_id is not None:
            calls.update(session, conversation, agent_id=agent_id)
    return conversation


def test_hello_says_where_the_browser_stands(browser: Callable[..., Browser], store: Store) -> None:
    publish(store, "speech.lag", "all", lag_s=3)
    with store.reading() as session:
        head = events.head(session)
    with browser(Role.SUPERVISOR).events() as socket:
        hello = socket.receive_json()
        assert (hello["topic"], hello["seq"] >= head) == ("hello", True)
        publish(store, "speech.lag", "all", lag_s=4)
        (event,) = heard(socket, 1)
    assert event["seq"] > hello["seq"]
    assert (event["topic"], event["subject"], event["data"]) == ("speech.lag", "all", {"lag_s": 4})
    assert event["at"].endswith("+00:00")


def test_a_browser_that_was_away_resumes_without_gap_or_repetition(
    browser: Callable[..., Browser], store: Store
) -> None:
    supervisor = browser(Role.SUPERVISOR)
    with supervisor.events() as socket:
        # without a number a browser hears what comes after its hello, and only that
        assert socket.receive_json()["topic"] == "hello"
        publish(store, "speech.lag", "all", number=0)
        last = heard(socket, 1)[0]["seq"]
    for number in range(1, 6):
        publish(store, "speech.lag", "all", number=number)
    with supervisor.events(after=last) as socket:
        publish(store, "speech.lag", "all", number=6)
        numbers = [event["data"]["number"] for event in heard(socket, 6)]
    assert numbers == [1, 2, 3, 4, 5, 6]


def test_more_than_one_batch_is_resumed(
    browser: Callable[..., Browser], store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pumping, "BATCH", 3)
    supervisor = browser(Role.SUPERVISOR)
    with store.reading() as session:
        start = events.head(session)  # loading the city was an event too
    for number in range(10):
        publish(store, "speech.lag", "all", number=number)
    with supervisor.events(after=start) as socket:
        assert [event["data"]["number"] for event in heard(socket, 10)] == list(range(10))


def test_a_number_of_another_database_does_not_silence_a_browser(browser: Callable[..., Browser], store: Store) -> None:
    with browser(Role.SUPERVISOR).events(after=2**60) as socket:
        assert socket.receive_json()["topic"] == "hello"
        publish(store, "speech.lag", "all", number=1)
        assert heard(socket, 1)[0]["data"] == {"number": 1}


def test_an_agent_hears_of_the_own_calls_only(browser: Callable[..., Browser], store: Store) -> None:
    agent = browser(Role.AGENT)
    own, foreign, ringing = begun(store, agent.user.id), begun(store), begun(store)
    with agent.events() as socket:
        socket.receive_json()
        publish(store, "segment", str(foreign), text="别人的话")
        publish(store, "call.offered", str(ringing), agent_id=agent.user.id)
        publish(store, "segment", str(own), text="我的话，电话13812345678")
        publish(store, "alarm", "calendar", code="calendar-gap")
        publish(store, "agent.state", "1", state="ready")
        found = heard(socket, 3)
    assert [event["topic"] for event in found] == ["call.offered", "segment", "agent.state"]
    assert found[1]["data"]["text"] == "我的话，电话138****5678"


@pytest.mark.parametrize(
    ("role", "unit", "kind", "sees"),
    [
        ("supervisor", None, "call", True),
        ("clerk", "A", "call", False),
        ("administrator", None, "call", False),
        ("clerk", "A", "order", True),
        ("clerk", "B", "order", False),
        ("clerk", None, "order", False),
        ("agent", None, "order", True),
        ("supervisor", None, "alarm", True),
        ("administrator", None, "alarm", True),
        ("clerk", "A", "alarm", False),
        ("knowledge_editor", None, "order", False),
        ("knowledge_editor", None, "public", True),
    ],
)
def test_who_an_event_is_for(role: str, unit: str | None, kind: Any, sees: bool) -> None:
    audience = Audience(kind, frozenset({7}), frozenset({"A"}))
    assert audience.includes(Viewer(1, role, unit)) is sees


def test_the_contracts_topics_reach_browsers() -> None:
    assert set(TOPICS) == {
        "agent.state", "call.started", "call.offered", "call.answered", "call.ended", "segment", "draft.proposed",
        "order.changed", "call.recorded", "call.transcribed", "speech.lag",
        "clock.warned", "clock.overdue", "clock.escalated", "alarm", "attachment.scanned", "catalogue.changed",
        "hot.alert", "order.opened", "quality.changed", "suggestion.changed",
    }  # fmt: skip


def test_without_a_session_the_socket_is_closed(browser: Callable[..., Browser]) -> None:
    stranger = browser(Role.AGENT)
    stranger.cookie = "forged"
    with stranger.events() as socket, pytest.raises(WebSocketDisconnect) as closed:
        socket.receive_json()
    assert closed.value.code == endpoint.NOT_SIGNED_IN


def test_another_sites_page_gets_nothing(browser: Callable[..., Browser]) -> None:
    agent = browser(Role.AGENT)
    headers = {"Cookie": f"hotline_session={agent.cookie}", "Origin": "https://evil.example"}
    with (
        agent.client.websocket_connect(f"{API}/events", headers=headers) as socket,
        pytest.raises(WebSocketDisconnect) as closed,
    ):
        socket.receive_json()
    assert closed.value.code == endpoint.FORBIDDEN


def test_signing_out_closes_the_socket(browser: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoint, "HEARTBEAT_S", 0.05)
    agent = browser(Role.AGENT)
    with agent.events() as socket:
        assert socket.receive_json()["topic"] == "hello"
        assert socket.receive_json()["topic"] == "heartbeat"
        assert agent.ask("DELETE", "/session").status_code == 204
        with pytest.raises(WebSocketDisconnect) as closed:
            drain(socket)
    assert closed.value.code == endpoint.NOT_SIGNED_IN


def test_a_browser_that_cannot_keep_up_is_dropped_and_nobody_else(store: Store, database_url: str) -> None:
    async def flood() -> None:
        pump = Pump(store, database_url)
        slow, quick = pump.subscribe(Viewer(1, "supervisor", None)), pump.subscribe(Viewer(2, "supervisor", None))
        for seq in range(pumping.BACKLOG + 1):
            pump.fan_out(Outgoing(seq, "{}", Audience("public")))
            quick.queue.get_nowait()
        assert slow.lost.is_set()
        assert not quick.lost.is_set()

    asyncio.run(flood())


def test_a_dropped_browser_is_told_to_come_back(browser: Callable[..., Browser]) -> None:
    supervisor = browser(Role.SUPERVISOR)
    with supervisor.events() as socket:
        socket.receive_json()
        pump: Pump = supervisor.client.app.state.hotline.pump  # type: ignore[attr-defined]
        assert supervisor.client.portal is not None
        supervisor.client.portal.call(lambda: [one.lost.set() for one in pump.subscribers])
        with pytest.raises(WebSocketDisconnect) as closed:
            drain(socket)
    assert closed.value.code == endpoint.TOO_SLOW


def test_the_pump_survives_a_lost_database_connection(browser: Callable[..., Browser], store: Store) -> None:
    from sqlalchemy import text

    with browser(Role.SUPERVISOR).events() as socket:
        socket.receive_json()
        with store.transaction() as session:
            session.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            )
        publish(store, "speech.lag", "all", number=9)
        assert heard(socket, 1)[0]["data"] == {"number": 9}
