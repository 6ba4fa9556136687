"""The one place at which the actors reach the application: the functions behind the API, a transaction each.

What an actor knows of an order is what the answer to his own act showed, or a queue that his role may open.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, TypeVar

from sqlalchemy.orm import Session

from callcenter.assist.draft import Advising
from callcenter.matters.earlier import Earlier
from callcenter.simulation.inputs import BEHAVIOUR, Behaviour
from callcenter.simulation.ledger import ActorsLedger, Answer
from callcenter.simulation.staff import Colleague
from callcenter.simulation.world import World
from models import orders
from models.database import Store
from models.orders import WorkOrder
from routing.advice import Advice

T = TypeVar("T")
_REMEMBERED: Final = 64


class OneAdvice:
    """An adviser that is not asked the same twice: the agent's screen and the job behind it read the same words."""

    def __init__(self, adviser: Advising) -> None:
        self._adviser = adviser
        self._known: OrderedDict[tuple[str, str], Advice] = OrderedDict()

    def advise(self, text: str, subject: str = "") -> Advice:
        key = (text, subject)
        if key not in self._known:
            self._known[key] = self._adviser.advise(text, subject)
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return self._known[key]


@dataclass(frozen=True)
class Sheet:
    """An order as the answer to an act shows it (`OrderBody` of the API)."""

    order_no: str
    state: str
    version: int
    request_type: str
    urgency: str
    lead: str | None
    due: datetime | None
    place: str | None
    is_secret: bool
    anonymous: bool
    waits: bool

    @classmethod
    def of(cls, order: WorkOrder) -> "Sheet":
        return cls(
            order.order_no,
            order.state,
            order.version,
            order.request_type,
            order.urgency,
            order.lead_code,
            order.due_at,
            order.place_code,
            order.is_secret,
            order.is_anonymous,
            order.waits_for_person,
        )

    def told(self) -> dict[str, Any]:
        """As the ledger keeps it."""
        return {
            "order": self.order_no,
            "state": self.state,
            "version": self.version,
            "type": self.request_type,
            "urgency": self.urgency,
            "lead": self.lead,
            "due": self.due,
            "secret": self.is_secret,
            "anonymous": self.anonymous,
        }


@dataclass
class Application:
    """What every actor has at hand. threshold: of confidence, from which the system dispatches by itself."""

    store: Store
    world: World
    ledger: ActorsLedger
    adviser: Advising
    earlier: Earlier
    threshold: float
    behaviour: Behaviour = BEHAVIOUR
    verbs: int = 0
    own: set[tuple[str, int]] = field(default_factory=set)
    """Orders with the version to which an actor's act brought them, until the bell has told of it."""

    def do(
        self, who: Colleague, order_no: str, verb: str, *, reason: str | None = None, text: str | None = None,
        **fields: Any,
    ) -> Sheet | None:  # fmt: skip
        """A verb; what the answer shows, None where it was refused. The actor opened the order at this instant."""
        sheet = None
        facts = {name: value for name, value in fields.items() if name in _KEPT}
        with self.ledger.act(who.login, verb, order_no, **facts) as answer, self.store.transaction() as session:
            order = orders.apply(session, who.actor, order_no, verb, None, reason=reason, text=text, **fields)
            sheet = Sheet.of(order)
            answer.shows(**sheet.told())
        self.verbs += 1
        if answer and sheet is not None:
            self.own.add((order_no, sheet.version))
        return sheet if answer else None

    @contextmanager
    def answering(self, who: str, does: str, to: str, **facts: Any) -> Iterator[tuple[Session, Answer]]:
        """Any other act of the interface, in one transaction."""
        with self.ledger.act(who, does, to, **facts) as answer, self.store.transaction() as session:
            yield session, answer

    def look(self, order_no: str) -> Sheet:
        """Opens an order (GET /orders/{no})."""
        with self.store.reading() as session:
            return Sheet.of(orders.get(session, order_no))

    def ask(self, question: Callable[[Session], T]) -> T:
        """Opens a list that the actor's role may see."""
        with self.store.reading() as session:
            return question(session)


_KEPT: Final = frozenset(
    {
        "lead_code", "solved", "callback_score", "callback_solved", "callback_method", "callback_result",
        "rating_check", "emergency_service", "master_no", "part_unit", "extension_days", "contact_at", "callback_code",
        "callback_fault", "return_reason",
    }
)  # fmt: skip
"""Fields that the ledger notes with an act: no personal data, no long texts."""
