"""Calls by real SIP with spoken demands: dialled, said, heard by the recogniser, taken by the automatic intake.

The ledger has each turn before it happens. At the end the store must have the call, its recording, its words and its
order.
"""

import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from callcenter.phone import clip
from callcenter.phone.telephone import Telephone
from callcenter.settings import Settings
from callcenter.simulation.counting import Difference
from callcenter.simulation.ledger import Entry
from callcenter.simulation.over_http.browsers import Broken
from callcenter.simulation.over_http.remote import Remote
from callcenter.simulation.over_http.told_world import ToldWorld
from callcenter.simulation.sheet import Sheet
from callcenter.simulation.words import Demand
from models.calls import Call, Recording, TranscriptSegment
from models.orders import WorkOrder

_VOICES: Final = ("zf_xiaobei", "zm_yunxi")
_RING_S: Final = 45.0
_TALK_S: Final = 120.0
_SETTLED_S: Final = 300.0
_STEP_S: Final = 0.2


class Spoken:
    """server: host:port of the exchange."""

    def __init__(self, application: Remote, world: ToldWorld, settings: Settings, server: str) -> None:
        self._application, self._world, self._settings, self._server = application, world, settings, server
        self._draws = world.draws("spoken")

    def __call__(self, demand: Demand) -> None:
        """One call, from the first ring until its order is settled; meanwhile a second is a second."""
        samples = clip.from_text(self._settings, demand.text, self._draws.choice(_VOICES))
        conversation = str(UUID(int=self._draws.getrandbits(128), version=4))
        ledger = self._application.ledger
        with self._world.flowing():
            with ledger.act("caller", "ring", conversation, number=demand.phone, spoken=len(demand.text)):
                telephone = Telephone(
                    self._server, demand.phone or "", "12345", samples, conversation=conversation, after_s=1.0
                )
            with telephone:
                if telephone.wait("answered", within_s=_RING_S) is None:
                    raise Broken(f"the exchange does not answer: {telephone.complaints.strip()[-300:]}")
                with ledger.act("exchange", "automatic", conversation):
                    if telephone.wait("speaking", within_s=_TALK_S) is None:
                        raise Broken("the automatic intake never listened")
                telephone.finish(within_s=len(samples) / 8000 + _TALK_S)
            with ledger.act("caller", "hang_up", conversation, outcome="automatic") as answer:
                sheet = self._settled(conversation)
                answer.shows(**sheet.begun())

    def _settled(self, conversation: str) -> Sheet:
        """The call's order on a supervisor's console, once it is dispatched or waits for a person."""
        application, until = self._application, time.monotonic() + _SETTLED_S
        while True:
            number = application.browsers.get(application.opener.login, f"/calls/{conversation}")["order_no"]
            if number is not None:
                sheet = application.look(application.opener, number)
                if sheet.state != "draft" or sheet.waits:
                    return sheet
            if time.monotonic() > until:
                raise Broken(f"conversation {conversation} is not settled after {_SETTLED_S:.0f} s")
            time.sleep(_STEP_S)


def differences(session: Session, entries: Iterable[Entry], recordings: Path) -> Iterator[Difference]:
    """What is missing in the store of the calls that were spoken."""
    for entry in entries:
        if entry.does != "ring" or "spoken" not in entry.facts:
            continue
        call = session.get(Call, UUID(entry.to))
        recorded = session.scalars(select(Recording.path).where(Recording.conversation_id == UUID(entry.to))).all()
        words = session.scalars(
            select(TranscriptSegment.text).where(
                TranscriptSegment.conversation_id == UUID(entry.to),
                TranscriptSegment.speaker == "caller",
                TranscriptSegment.final,
            )
        ).all()
        order = session.scalar(select(WorkOrder.order_no).where(WorkOrder.conversation_id == UUID(entry.to)))
        for what, there in (
            ("通话", call is not None),
            ("录音", any((recordings / path).is_file() for path in recorded)),
            ("文字", any(words)),
            ("工单", order is not None),
        ):
            if not there:
                yield Difference(f"语音来电 {entry.to} {what}", "有", None)
