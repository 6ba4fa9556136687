"""What agents do: take the demand down while they talk, then answer, transfer, hand on or send it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from callcenter.intake.form import order_form
from callcenter.intake.proposal import in_force
from callcenter.simulation import lines
from callcenter.simulation.application import Application, Sheet
from callcenter.simulation.inputs import ANSWERED_AT_ONCE
from callcenter.simulation.staff import Colleague
from callcenter.simulation.telephone import Call
from callcenter.simulation.words import Demand
from models import calls, orders
from models.catalogue.vocabulary import Vocabulary
from routing.advice import Advice

_ADVISED = ("assist_codes", "guidance_code")


class Agents:
    """Everybody at a telephone."""

    def __init__(self, application: Application, vocabulary: Vocabulary) -> None:
        self._application, self._vocabulary = application, vocabulary
        self._world = application.world
        self._draws = application.world.draws("agents")

    def talks(self, agent: Colleague, call: Call) -> Callable[[], None] | None:
        """The form is filled, and what can be is answered, while the caller is there; the rest when he has hung up."""
        demand = call.demand
        if not demand.is_demand:
            return lambda: self._nothing(agent, call)
        advice = None
        at_once = self._draws.random() < ANSWERED_AT_ONCE[demand.request_type] and not demand.emergency
        if not at_once:
            advice = self._application.adviser.advise(demand.text)
        sheet = self._takes_down(agent, call, demand, advice)
        if sheet is None:
            return None
        if demand.emergency:
            self._transfers(agent, sheet, demand.emergency)
            return None
        if at_once:
            self._answers(agent, sheet)
            return None
        return lambda: self._hands_on(agent, call, sheet, advice)

    def _takes_down(self, agent: Colleague, call: Call, demand: Demand, advice: Advice | None) -> Sheet | None:
        """POST /orders with the conversation, as the desk does."""
        form = dict(order_form(advice, demand.text)) if advice is not None else {"title": demand.text[:40]}
        for name in ("advice", "confidence", "lead_code", *_ADVISED):
            form.pop(name, None)
        form |= {
            "content": demand.text,
            "request_type": demand.request_type,
            "category_code": demand.category,
            "place_code": demand.place,
            "place_text": demand.place_text,
            "caller_name": demand.name,
            "is_anonymous": demand.name is None,
            "is_secret": demand.secret,
            "occurred_at": self._world.now,
        }
        conversation = UUID(call.conversation)
        facts: dict[str, Any] = {"type": demand.request_type, "category": demand.category, "place": demand.place}
        facts |= {"channel": "phone", "number": demand.phone, "secret": demand.secret, "anonymous": demand.name is None}
        sheet = None
        with self._application.answering(agent.login, "create", call.conversation, **facts) as (session, answer):
            if advice is not None:
                calls.propose(session, conversation, advice.as_dict())
            form |= {"caller_phone": demand.phone, **in_force(session, conversation)}
            order = orders.create_draft(session, agent.actor, conversation_id=conversation, **form)
            calls.update(session, conversation, order_id=order.id)
            sheet = Sheet.of(order)
            answer.shows(**sheet.told(), accepted=order.accepted_at)
            self._application.own.add((order.order_no, order.version))
        return sheet if answer else None

    def _answers(self, agent: Colleague, sheet: Sheet) -> None:
        knowledge = lines.KNOWLEDGE.format(number=self._draws.randint(1, 20))
        self._application.do(agent, sheet.order_no, "answer", public_reply_text=lines.ANSWER, knowledge_ref=knowledge)

    def _transfers(self, agent: Colleague, sheet: Sheet, service: str) -> None:
        """一键转接 while the caller is on the line; the other side confirms within minutes."""
        number = sheet.order_no
        if self._application.do(agent, number, "transfer_emergency", emergency_service=service) is None:
            return

        def confirmed() -> None:
            self._application.do(agent, number, "confirm_emergency", transfer_ack=lines.ACKNOWLEDGED)

        self._world.after(self._draws.uniform(60, 900), confirmed)

    def _hands_on(self, agent: Colleague, call: Call, sheet: Sheet, advice: Advice | None) -> None:
        """Sends the order by the proposal, or hands it to the reviewer."""
        number = sheet.order_no
        departments = advice.departments if advice is not None else None
        lead = departments.lead.code if departments and departments.lead else None
        reviewed = self._draws.random() < self._application.behaviour.through_review
        if lead is None or reviewed:
            self._application.do(agent, number, "submit", reason=lines.REVIEWED)
            return
        assert departments is not None
        if self._draws.random() < self._application.behaviour.wrong_lead:
            lead = self._draws.choice(sorted(self._vocabulary.departments))
        assist = [unit.code for unit in departments.assist if unit.code != lead]
        guidance = departments.guidance.code if departments.guidance else None
        self._application.do(
            agent, number, "dispatch", lead_code=lead, assist_codes=assist,
            guidance_code=guidance if guidance != lead else None,
        )  # fmt: skip

    def _nothing(self, agent: Colleague, call: Call) -> None:
        """There was no demand: the call's draft is cancelled."""
        with self._application.answering(agent.login, "open_draft", call.conversation) as (session, answer):
            order = orders.by_conversation(session, UUID(call.conversation))
            if order is not None:
                answer.shows(**Sheet.of(order).told(), accepted=order.accepted_at)
                number = order.order_no
        if order is not None:
            self._application.do(agent, number, "cancel", reason=lines.CANCELLED)
