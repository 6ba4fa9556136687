"""A rule of the duty catalogue that is wrong, met during a live call: it rings while the caller still speaks, and the
order goes to a person."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from callcenter.assist.draft import Drafting
from callcenter.calls.storing import Storing
from callcenter.intake import phone
from models.catalogue.vocabulary import DutyEntry, Vocabulary, city_folder
from models.database import Store
from models.events import Event
from routing.advice import Advice
from routing.dispatch.duty import DutyCatalogue, HeardWords
from tests.callcenter.floor import QUICK, ScriptedAdviser, in_thread
from tests.callcenter.intake.test_settling import DEMAND, THRESHOLD, ended_call, order_of

CATEGORY, PLACE = "120101", "421202"


class ByRules(ScriptedAdviser):
    """Scripted but for the department: that one the duty catalogue names, as for every proposal."""

    def __init__(self, rule: DutyEntry) -> None:
        super().__init__(category=CATEGORY)
        known = Vocabulary.from_folder(city_folder("xianning"))
        self._duties = DutyCatalogue(replace(known, duty=(rule, *known.duty)))

    def advise(self, text: str, subject: str = "") -> Advice:
        duty = self._duties.assign(HeardWords(text), CATEGORY, PLACE)
        return replace(super().advise(text, subject), departments=duty.departments, fault=duty.fault)


def alarms(store: Store) -> list[dict[str, Any]]:
    with store.reading() as session:
        return [
            event.data for event in session.scalars(select(Event).where(Event.topic == "alarm").order_by(Event.seq))
        ]


async def spoken(store: Store, adviser: ScriptedAdviser, conversation: str) -> None:
    """The caller's words are routed while he speaks."""
    drafting = Drafting(Storing(store, QUICK), in_thread(adviser), every_s=0.01)
    drafting.heard(conversation, DEMAND)
    for _ in range(1000):
        if alarms(store):
            break
        await asyncio.sleep(0.005)
    drafting.finish(conversation)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [({"lead": "XN999"}, "duty-unit-unknown"), ({"assist": ("XN999",), "lead": PLACE}, "duty-unit-unknown")],
)
def test_a_faulty_rule_rings_during_the_call_and_the_order_goes_to_a_person(
    store: Store, wrong: dict[str, Any], code: str
) -> None:
    adviser = ByRules(DutyEntry("X1", priority=999, **wrong))
    conversation = ended_call(store, DEMAND)
    asyncio.run(spoken(store, adviser, str(conversation)))
    (alarm,) = alarms(store)
    assert (alarm["code"], alarm["rule"], alarm["conversation"]) == (code, "X1", str(conversation))
    assert "XN999" in alarm["message"]
    settled = phone.settle(store, adviser, conversation, THRESHOLD)
    order = order_of(store, conversation)
    assert (settled.dispatched, order.state, order.waits_for_person) == (False, "draft", True)
    assert (order.content, order.lead_code) == (DEMAND, None)
    assert len(alarms(store)) == 1  # once a day and rule


def test_a_proposal_that_cannot_be_made_rings_as_well(store: Store) -> None:
    class Broken(ScriptedAdviser):
        def advise(self, text: str, subject: str = "") -> Advice:
            raise ValueError("a rule that no program can read")

    conversation = ended_call(store, DEMAND)
    asyncio.run(spoken(store, Broken(), str(conversation)))
    (alarm,) = alarms(store)
    assert (alarm["code"], alarm["conversation"]) == ("routing-failed", str(conversation))
    assert phone.settle(store, Broken(), conversation, THRESHOLD).reason == "routing-failed"
    assert order_of(store, conversation).waits_for_person
