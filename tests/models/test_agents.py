"""Agents: who is ready longest gets the call, and nobody gets two."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from models import agents, clock, events
from models.clock import LOCAL
from models.database import Store
from models.people import User

START = datetime(2026, 11, 23, 9, tzinfo=LOCAL)


@pytest.fixture
def signed_in(store: Store) -> list[int]:
    """Five agents, ready one minute after the other."""
    ids = []
    for number in range(5):
        at = START + timedelta(minutes=number)
        with clock.running_from(lambda at=at: at), store.transaction() as session:  # type: ignore[misc]
            user = User(
                login=f"a{number}", name=f"话务员{number}", role="agent", password_hash="x", extension=f"10{number}"
            )
            session.add(user)
            session.flush()
            agents.sign_in(session, user.id, user.extension or "")
            agents.set_state(session, user.id, "ready")
            ids.append(user.id)
    return ids


def claim(store: Store, conversation: UUID | None = None, **wanted: object) -> int | None:
    with store.transaction() as session:
        agent = agents.claim_longest_ready(session, conversation or uuid4(), **wanted)  # type: ignore[arg-type]
        return None if agent is None else agent.user_id


def test_longest_ready_first(store: Store, signed_in: list[int]) -> None:
    assert [claim(store) for _ in range(6)] == [*signed_in, None]


def test_calls_at_once_never_share_an_agent(store: Store, signed_in: list[int]) -> None:
    with ThreadPoolExecutor(10) as threads:
        claimed = list(threads.map(lambda _: claim(store), range(10)))
    assert sorted(user for user in claimed if user is not None) == signed_in


def test_tried_and_vanished_agents_are_passed_over(store: Store, signed_in: list[int]) -> None:
    assert claim(store, exclude=signed_in[:2]) == signed_in[2]
    with clock.running_from(lambda: START + timedelta(minutes=4)):
        assert claim(store, seen_within=timedelta(seconds=30)) == signed_in[4]


def test_the_way_of_a_call_and_back(store: Store, signed_in: list[int]) -> None:
    conversation = uuid4()
    taken = claim(store, conversation)
    assert taken == signed_in[0]
    with store.transaction() as session:
        agents.set_state(session, taken, "talking", conversation_id=conversation)
    with store.transaction() as session:
        (agent,) = agents.release(session, conversation)
        assert (agent.state, agent.conversation_id) == ("wrap_up", None)
    with store.transaction() as session:
        assert agents.release(session, conversation) == []
        agents.set_state(session, taken, "ready")
        # ready again, but behind the others
        assert [a.user_id for a in agents.present(session)] == [*signed_in[1:], taken]
        told = [e.data["state"] for e in events.after(session, 0) if e.subject == str(taken)]
    assert told == ["not_ready", "ready", "ringing", "talking", "wrap_up"]


def test_ready_again_keeps_the_place(store: Store, signed_in: list[int]) -> None:
    with store.transaction() as session:
        agents.set_state(session, signed_in[0], "ready")
    assert claim(store) == signed_in[0]


def test_signing_in_again_keeps_the_state(store: Store, signed_in: list[int]) -> None:
    with store.transaction() as session:
        assert agents.sign_in(session, signed_in[0], "200").state == "ready"
        agents.set_state(session, signed_in[0], "offline")
        assert agents.sign_in(session, signed_in[0], "200").state == "not_ready"


def test_unknown_agent(store: Store) -> None:
    with store.transaction() as session, pytest.raises(agents.AgentUnknown) as unknown:
        agents.set_state(session, 404, "ready")
    assert unknown.value.code == "agent-unknown"
