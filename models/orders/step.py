"""One verb on its way: the order, who does it, what was given, and the overlays that it lays over the order."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from models.clocks.policy import Terms, read_terms
from models.orders.actor import Actor
from models.orders.guards import Given
from models.orders.tables import OverlayAct, OverlayKind, WorkOrder
from models.orders.workflow import UNIT_ROLES, Verb


@dataclass
class Step:
    """told: what the timeline should say beside the changed fields; terms: the limits, once somebody asked.

    rated: (solved, score) that the step takes off the order, which begins anew. then: a verb of the system's that
    follows, with its reason, in the same transaction.
    """

    session: Session
    order: WorkOrder
    actor: Actor
    rule: Verb
    at: datetime
    given: Given
    overlays: list[dict[str, Any]] = field(default_factory=list)
    told: dict[str, Any] = field(default_factory=dict)
    terms: Terms | None = None
    rated: tuple[str | None, int | None] | None = None
    then: tuple[str, str] | None = None

    def read_terms(self, codes: Sequence[str] | None = None) -> Terms:
        """The limits that hold for the order; codes: units that must exist."""
        if self.terms is None or codes is not None:
            self.terms = read_terms(self.session, self.order, self.at, codes or ())
        return self.terms

    def overlay(
        self,
        kind: OverlayKind,
        act: OverlayAct,
        *,
        unit: str | None = None,
        until: datetime | None = None,
        peer: int | None = None,
        **detail: Any,
    ) -> None:
        """Notes an overlay; it is written with the step. unit: whose, where it is not the actor's own."""
        own = self.actor.department_code if self.actor.role in UNIT_ROLES else None
        self.overlays.append(
            {
                "order_id": self.order.id,
                "at": self.at,
                "kind": kind,
                "act": act,
                "actor_id": self.actor.user_id,
                "department_code": unit or own,
                "reason": self.given.reason,
                "until": until,
                "peer_id": peer,
                "detail": {name: value for name, value in detail.items() if value is not None},
            }
        )
