"""The order form fills itself while the caller speaks."""

import asyncio
from typing import Any
from uuid import uuid4

from callcenter.assist.draft import Drafting
from callcenter.calls.storing import Storing
from models import events
from models.database import Store
from tests.callcenter.floor import QUICK, ScriptedAdviser, in_thread

C1 = str(uuid4())


def proposals(store: Store) -> list[dict[str, Any]]:
    with store.reading() as session:
        return [event.data for event in events.after(session, 0) if event.topic == "draft.proposed"]


async def until(count: int, store: Store) -> list[dict[str, Any]]:
    for _ in range(2000):
        if len(found := proposals(store)) >= count:
            return found
        await asyncio.sleep(0.005)
    raise AssertionError(f"{len(proposals(store))} proposals instead of {count}")


def test_each_new_segment_brings_a_proposal_on_all_words_so_far(store: Store, adviser: ScriptedAdviser) -> None:
    async def walk() -> None:
        drafting = Drafting(Storing(store, QUICK), in_thread(adviser), every_s=0.01)
        drafting.heard(C1, "小区停水")
        (first,) = await until(1, store)
        drafting.heard(C1, "已经三天")
        second = (await until(2, store))[1]
        assert first["form"]["content"] == "小区停水"
        assert second["form"]["content"] == "小区停水，已经三天"
        assert second["form"]["lead_code"] == adviser.lead
        assert second["advice"]["confidence"] == adviser.confidence
        drafting.finish(C1)

    asyncio.run(walk())


def test_a_burst_of_segments_is_one_proposal(store: Store, adviser: ScriptedAdviser) -> None:
    async def walk() -> None:
        drafting = Drafting(Storing(store, QUICK), in_thread(adviser), every_s=0.05)
        for n in range(20):
            drafting.heard(C1, f"第{n}句")
        found = await until(1, store)
        await asyncio.sleep(0.2)
        assert len(proposals(store)) == len(found) == 1
        assert "第19句" in found[0]["form"]["content"]

    asyncio.run(walk())


def test_a_fault_of_the_adviser_costs_one_proposal(store: Store, adviser: ScriptedAdviser) -> None:
    class Moody(ScriptedAdviser):
        def advise(self, text: str, subject: str = "") -> Any:
            if "坏" in text and "好" not in text:
                raise RuntimeError("moody")
            return super().advise(text, subject)

    async def walk() -> None:
        moody = Moody(lead=adviser.lead, category=adviser.category)
        drafting = Drafting(Storing(store, QUICK), in_thread(moody), every_s=0.01)
        drafting.heard(C1, "坏")
        await asyncio.sleep(0.1)
        drafting.heard(C1, "好")
        (only,) = await until(1, store)
        assert only["form"]["content"] == "坏，好"

    asyncio.run(walk())
