"""The agents' presence as calls change it."""

import asyncio
from collections.abc import Callable
from uuid import uuid4

from callcenter.agents.desk import AgentDesk
from callcenter.calls.storing import Storing
from models import agents
from models.database import Store
from tests.callcenter.floor import QUICK


def states(store: Store) -> list[tuple[str, str | None]]:
    with store.reading() as session:
        rows = session.query(agents.AgentSession).order_by(agents.AgentSession.user_id).all()
        return [(row.state, row.reason) for row in rows]


def test_the_longest_ready_is_claimed_first_and_nobody_twice(store: Store, sign_in: Callable[..., int]) -> None:
    first, second = sign_in("8001"), sign_in("8002")
    sign_in("8003", "not_ready")

    async def walk() -> None:
        desk = AgentDesk(Storing(store, QUICK))
        one, other = str(uuid4()), str(uuid4())
        claimed = await asyncio.gather(desk.claim(one), desk.claim(other))
        assert {offer.user_id for offer in claimed if offer} == {first, second}
        assert await desk.claim(str(uuid4())) is None
        await desk.ready_again(one)
        tried = next(offer.user_id for offer in claimed if offer)
        assert await desk.claim(str(uuid4()), [tried]) is None

    asyncio.run(walk())


def test_agents_of_calls_that_are_gone_write_them_up(store: Store, sign_in: Callable[..., int]) -> None:
    sign_in("8001")
    sign_in("8002")

    async def walk() -> None:
        desk = AgentDesk(Storing(store, QUICK))
        living, gone = str(uuid4()), str(uuid4())
        await desk.claim(living)
        await desk.claim(gone)
        await desk.free_forgotten([living])
        assert states(store) == [("ringing", None), ("wrap_up", None)]

    asyncio.run(walk())


def test_who_goes_offline_while_it_rings_stays_offline(store: Store, sign_in: Callable[..., int]) -> None:
    user = sign_in("8001")

    async def walk() -> None:
        desk = AgentDesk(Storing(store, QUICK))
        call = str(uuid4())
        await desk.claim(call)
        with store.transaction() as session:
            agents.set_state(
                session, user, "offline", conversation_id=session.get_one(agents.AgentSession, user).conversation_id
            )
        await desk.missed(call, "no-answer")
        assert states(store)[0][0] == "offline"

    asyncio.run(walk())


def test_who_was_let_go_before_the_pick_up_was_written_does_not_talk(store: Store, sign_in: Callable[..., int]) -> None:
    sign_in("8001")

    async def walk() -> None:
        desk = AgentDesk(Storing(store, QUICK))
        call = uuid4()
        await desk.claim(str(call))
        with store.transaction() as session:
            agents.picked_up(session, call)
        assert states(store) == [("talking", None)]
        await desk.wrap_up(str(call))
        with store.transaction() as session:
            agents.picked_up(session, call)
        assert states(store) == [("wrap_up", None)]

    asyncio.run(walk())
