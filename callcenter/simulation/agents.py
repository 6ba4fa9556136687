"""What agents do: take the demand down while they talk, then answer, transfer, hand on or send it."""

from collections.abc import Callable

from callcenter.simulation import lines
from callcenter.simulation.application import Application
from callcenter.simulation.inputs import ANSWERED_AT_ONCE
from callcenter.simulation.sheet import Proposal, Sheet
from callcenter.simulation.staff import Colleague
from callcenter.simulation.words import Demand
from models.catalogue.vocabulary import Vocabulary


class Agents:
    """Everybody at a telephone."""

    def __init__(self, application: Application, vocabulary: Vocabulary) -> None:
        self._application, self._vocabulary = application, vocabulary
        self._world = application.world
        self._draws = application.world.draws("agents")

    def talks(self, agent: Colleague, reference: str, demand: Demand) -> Callable[[], None] | None:
        """The form is filled, and what can be is answered, while the caller is there; the rest when he has hung up.

        reference: of the conversation.
        """
        if not demand.is_demand:
            return lambda: self._nothing(agent, reference)
        proposal = None
        at_once = self._draws.random() < ANSWERED_AT_ONCE[demand.request_type] and not demand.emergency
        if not at_once:
            proposal = self._application.advise(agent, demand.text)
        sheet = self._application.take_down(agent, reference, demand, proposal)
        if sheet is None:
            return None
        if demand.emergency:
            self._transfers(agent, sheet, demand.emergency)
            return None
        if at_once:
            self._answers(agent, sheet)
            return None
        return lambda: self._hands_on(agent, sheet, proposal)

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

    def _hands_on(self, agent: Colleague, sheet: Sheet, proposal: Proposal | None) -> None:
        """Sends the order by the proposal, or hands it to the reviewer."""
        number = sheet.order_no
        lead = proposal.lead if proposal is not None else None
        reviewed = self._draws.random() < self._application.behaviour.through_review
        if lead is None or reviewed:
            self._application.do(agent, number, "submit", reason=lines.REVIEWED)
            return
        assert proposal is not None
        if self._draws.random() < self._application.behaviour.wrong_lead:
            lead = self._draws.choice(sorted(self._vocabulary.departments))
        assist = [unit for unit in proposal.assist if unit != lead]
        guidance = proposal.guidance if proposal.guidance != lead else None
        self._application.do(agent, number, "dispatch", lead_code=lead, assist_codes=assist, guidance_code=guidance)

    def _nothing(self, agent: Colleague, reference: str) -> None:
        """There was no demand: the call's draft is cancelled."""
        sheet = self._application.open_draft(agent, reference)
        if sheet is not None:
            self._application.do(agent, sheet.order_no, "cancel", reason=lines.CANCELLED)
