"""Drawing a sample: of each agent's calls or orders of some days so many, or so many percent, by a seed that is kept.

Who is drawn follows from the seed alone: an agent's calls in the order of SHA-256 over seed and number. So a draw can
be repeated by anybody; where what there was to draw from has changed meanwhile, its digest says so.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, insert, or_, select, text, true
from sqlalchemy.orm import Session, aliased

from models import clock
from models.calls import Call, Recording, TranscriptSegment
from models.orders import Actor, FieldInvalid, OrderEvent, Sight, WorkOrder, policy
from models.people import Role
from models.quality.sheets import sheet_of
from models.quality.tables import Kind, QualityDraw, QualityInspection

LONGEST: Final = timedelta(days=92)
MOST_EACH: Final = 50
_LOCK: Final = 12345_0028
_ENDED: Final = ("closed", "direct_answered", "not_accepted", "emergency")
_TAKES_CALLS: Final = (Role.AGENT.value, Role.SENIOR_AGENT.value)
_NEEDS: Final[Mapping[Kind, Sight]] = {"call": Sight.MASKED, "order": Sight.NAMELESS}
"""What of a confidential order one must be allowed to see: a voice tells who spoke."""


_Subject = tuple[UUID | int, int]
"""A call's or an order's number, and its agent."""


@dataclass(frozen=True)
class Wanted:
    """A draw as it is asked for: days (local, both included), and per_agent (a number) or share (percent)."""

    kind: Kind
    begin: date
    end: date
    per_agent: int | None = None
    share: int | None = None

    def checked(self) -> "Wanted":
        """Raises `FieldInvalid`."""
        if self.end > clock.today() + LONGEST:
            raise FieldInvalid("抽检的日子太远，请填写近期的日子", "end")
        if self.end < self.begin or self.end - self.begin > LONGEST:
            raise FieldInvalid(f"抽检的日子应前后不颠倒，且不超过 {LONGEST.days} 天", "end")
        if (self.per_agent is None) == (self.share is None):
            raise FieldInvalid("请填写每人抽取的件数，或抽取的比例（只填一项）", "per_agent")
        if self.per_agent is not None and not 1 <= self.per_agent <= MOST_EACH:
            raise FieldInvalid(f"每人抽取 1 至 {MOST_EACH} 件", "per_agent")
        if self.share is not None and not 1 <= self.share <= 100:
            raise FieldInvalid("抽取的比例应为百分之 1 至 100", "share")
        return self


@dataclass(frozen=True)
class Repeated:
    """A draw made once more. same_population: there is what there was; same_sample: and the same comes of it."""

    same_population: bool
    same_sample: bool
    eligible: int


def draw(session: Session, actor: Actor, wanted: Wanted, seed: str | None = None) -> QualityDraw:
    """Draws, and makes an inspection of each. What an earlier draw has is not drawn again.

    Raises `FieldInvalid`, `ScoreSheetMissing`.
    """
    wanted.checked()
    sheet_of(session, wanted.kind)
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    secret = policy(session, "secret", actor.role) >= _NEEDS[wanted.kind]
    population = _population(session, wanted, secret)
    seed = seed or secrets.token_hex(8)
    chosen = _chosen(population, wanted, seed)
    drawn = QualityDraw(
        at=clock.now(),
        actor_id=actor.user_id,
        actor_name=actor.name,
        kind=wanted.kind,
        begin=wanted.begin,
        end=wanted.end,
        per_agent=wanted.per_agent,
        share=wanted.share,
        seed=seed,
        secret=secret,
        eligible=len(population),
        digest=_digest(population),
        drawn=len(chosen),
    )
    session.add(drawn)
    session.flush()
    column = "conversation_id" if wanted.kind == "call" else "order_id"
    rows: list[dict[str, Any]] = [
        {"draw_id": drawn.id, "kind": wanted.kind, column: key, "agent_id": agent, "at": drawn.at}
        for key, agent in chosen
    ]
    if rows:
        session.execute(insert(QualityInspection), rows)
    return drawn


def repeated(session: Session, drawn: QualityDraw) -> Repeated:
    """The draw once more, from what there is now less what earlier draws had; nothing is written."""
    wanted = Wanted(drawn.kind, drawn.begin, drawn.end, drawn.per_agent, drawn.share)
    population = _population(session, wanted, drawn.secret, drawn)
    column = QualityInspection.conversation_id if drawn.kind == "call" else QualityInspection.order_id
    held = set(session.scalars(select(column).where(QualityInspection.draw_id == drawn.id)))
    again = {key for key, _ in _chosen(population, wanted, drawn.seed)}
    return Repeated(_digest(population) == drawn.digest, again == held, len(population))


def draws(session: Session, below: int | None = None, limit: int = 20) -> Sequence[QualityDraw]:
    """Newest first."""
    found = select(QualityDraw).order_by(QualityDraw.id.desc()).limit(limit)
    return session.scalars(found.where(QualityDraw.id < below) if below else found).all()


def _chosen(population: Sequence[_Subject], wanted: Wanted, seed: str) -> list[_Subject]:
    by_agent: dict[int, list[UUID | int]] = {}
    for key, agent in population:
        by_agent.setdefault(agent, []).append(key)
    chosen: list[_Subject] = []
    for agent, keys in sorted(by_agent.items()):
        count = wanted.per_agent or -(-len(keys) * (wanted.share or 0) // 100)
        chosen += [(key, agent) for key in sorted(keys, key=lambda key: _place(seed, key))[:count]]
    return chosen


def _place(seed: str, key: object) -> bytes:
    return sha256(f"{seed}:{key}".encode()).digest()


def _digest(population: Sequence[_Subject]) -> str:
    return sha256("\n".join(sorted(f"{key} {agent}" for key, agent in population)).encode()).hexdigest()


def _population(
    session: Session, wanted: Wanted, secret: bool, before: QualityDraw | None = None
) -> Sequence[_Subject]:
    """What may be drawn, with its agent. before: as it was for this draw."""
    begin, end = clock.midnight(wanted.begin), clock.midnight(wanted.end + timedelta(days=1))
    chosen, secrecy = (_calls if wanted.kind == "call" else _orders)(begin, end, before)
    rows = session.execute(chosen if secret else chosen.where(secrecy))
    return [(row[0], row[1]) for row in rows]


_Chosen = tuple[Select[UUID, int | None] | Select[int, int | None], ColumnElement[bool]]


def _calls(begin: datetime, end: datetime, before: QualityDraw | None) -> _Chosen:
    """Calls of citizens that an agent answered and that have ended, with a recording or words to go by."""
    to_hear = or_(
        exists().where(Recording.conversation_id == Call.conversation_id),
        exists().where(TranscriptSegment.conversation_id == Call.conversation_id),
    )
    chosen = (
        select(Call.conversation_id, Call.agent_id)
        .where(Call.started_at >= begin, Call.started_at < end)
        .where(Call.state == "ended", Call.direction == "inbound", Call.outcome == "talked")
        .where(Call.agent_id.is_not(None), to_hear)
        .where(~_taken(QualityInspection.conversation_id == Call.conversation_id, before))
    )
    return chosen, ~exists().where(WorkOrder.id == Call.order_id, WorkOrder.is_secret)


def _orders(begin: datetime, end: datetime, before: QualityDraw | None) -> _Chosen:
    """Orders that an agent registered and that have ended: closed, answered at once, not accepted, passed on.

    Archived ones too, by where they ended: a sample of last month is of the whole month.
    """
    made = and_(OrderEvent.order_id == WorkOrder.id, OrderEvent.seq == 1)
    step = aliased(OrderEvent)
    archived = exists().where(step.order_id == WorkOrder.id, step.verb == "archive", step.from_state.in_(_ENDED))
    chosen = (
        select(WorkOrder.id, OrderEvent.actor_id)
        .join(OrderEvent, made)
        .where(WorkOrder.accepted_at >= begin, WorkOrder.accepted_at < end)
        .where(or_(WorkOrder.state.in_(_ENDED), and_(WorkOrder.state == "archived", archived)))
        .where(OrderEvent.actor_role.in_(_TAKES_CALLS), OrderEvent.actor_id.is_not(None))
        .where(~_taken(QualityInspection.order_id == WorkOrder.id, before))
    )
    return chosen, ~WorkOrder.is_secret.expression


def _taken(same: ColumnElement[bool], before: QualityDraw | None) -> ColumnElement[bool]:
    """Whether a draw, or one before this, has it."""
    earlier = QualityInspection.draw_id < before.id if before is not None else true()
    return exists().where(same, earlier)
