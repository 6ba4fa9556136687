"""Suggestions to merge (并案建议, 66号: repeated requests are in principle merged): two orders, why, and who decided.

Nothing is merged without a person. Taking a suggestion does the store's verb `merge` (and, for a repeated call, urges
the open order: REPORT 2.8); `unmerge` takes it back. A refusal stays: the pair is not suggested again, and it is data.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from sqlalchemy import Double, ForeignKey, Index, Select, Text, UniqueConstraint, and_, func, or_, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from models import clock, events, orders
from models.database.base import Base, RowId, one_of
from models.orders import Actor, OrderError, WorkOrder

SuggestionKind = Literal["repeat", "group", "same"]
SuggestionState = Literal["open", "taken", "refused", "undone"]

KINDS: Final[dict[SuggestionKind, str]] = {"repeat": "重复来电", "group": "群体诉求", "same": "同一事项"}
CHILDREN: Final = tuple(sorted(orders.VERBS["merge"].from_states))
"""States in which an order may still be merged into another."""


class SuggestionNotFound(OrderError):
    """There is no suggestion with this number."""

    code, status = "suggestion-not-found", 404


class SuggestionDecided(OrderError):
    """Somebody decided on it before, or it was not taken and so cannot be undone."""

    code, status = "suggestion-decided", 409


class MergeSuggestion(Base):
    """One pair. child: the order that would be merged into master. score: probability that they are one matter (0..1);
    reasons: Chinese, for people. decided_by: a user; note: why, in his words."""

    __tablename__ = "merge_suggestion"
    __table_args__ = (
        UniqueConstraint("child_id", "master_id"),
        one_of("kind", SuggestionKind),
        one_of("state", SuggestionState),
        Index("ix_merge_suggestion_open", "id", postgresql_where=text("state = 'open'")),
        Index("ix_merge_suggestion_master_id", "master_id"),
    )

    id: Mapped[RowId]
    child_id: Mapped[int] = mapped_column(ForeignKey("work_order.id"))
    master_id: Mapped[int] = mapped_column(ForeignKey("work_order.id"))
    kind: Mapped[SuggestionKind] = mapped_column(Text)
    score: Mapped[float] = mapped_column(Double)
    reasons: Mapped[list[str]]
    state: Mapped[SuggestionState] = mapped_column(Text)
    created_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    note: Mapped[str | None]


@dataclass(frozen=True)
class Suggested:
    """A pair that was found alike: the other order's number, what the new one is to it, and why."""

    other_no: str
    kind: SuggestionKind
    score: float
    reasons: tuple[str, ...]


_child, _master = aliased(WorkOrder, name="child"), aliased(WorkOrder, name="master")
# A pair is of use while the one can still be merged and the other can still take it.
_possible = and_(_child.state.in_(CHILDREN), _master.state.in_(orders.MASTERS))


def suggest(session: Session, order: WorkOrder, found: Sequence[Suggested]) -> int:
    """Writes the pairs that are new and possible; returns how many.

    The older order leads, unless only it can be merged. A confidential order is never put beside one that is not: the
    merger would name it to others.
    """
    others = {
        other.order_no: other
        for other in session.scalars(
            select(WorkOrder).where(WorkOrder.order_no.in_([one.other_no for one in found])).order_by(WorkOrder.id)
        )
    }
    made = 0
    for one in found:
        other = others.get(one.other_no)
        pair = None if other is None or other.is_secret != order.is_secret else _pair(order, other)
        if pair is not None and not _known(session, *pair):
            made += _write(session, *pair, one)
    return made


def _pair(order: WorkOrder, other: WorkOrder) -> tuple[WorkOrder, WorkOrder] | None:
    """(child, master), None where neither can be merged into the other."""
    older, newer = sorted((order, other), key=lambda one: (one.accepted_at, one.id))
    for child, master in ((newer, older), (older, newer)):
        if child.state in CHILDREN and master.state in orders.MASTERS:
            return child, master
    return None


def _known(session: Session, child: WorkOrder, master: WorkOrder) -> bool:
    """Whether the pair was suggested before, either way round."""
    either = or_(
        and_(MergeSuggestion.child_id == child.id, MergeSuggestion.master_id == master.id),
        and_(MergeSuggestion.child_id == master.id, MergeSuggestion.master_id == child.id),
    )
    return session.scalar(select(MergeSuggestion.id).where(either).limit(1)) is not None


def _write(session: Session, child: WorkOrder, master: WorkOrder, one: Suggested) -> int:
    row = insert(MergeSuggestion).values(
        child_id=child.id,
        master_id=master.id,
        kind=one.kind,
        score=one.score,
        reasons=list(one.reasons),
        state="open",
        created_at=clock.now(),
    )
    made = session.execute(row.on_conflict_do_nothing().returning(MergeSuggestion.id)).scalar()
    if made is None:
        return 0
    _tell(session, made, "open", child.order_no, master.order_no)
    return 1


@dataclass(frozen=True)
class Pair:
    """A suggestion with its two orders."""

    suggestion: MergeSuggestion
    child: WorkOrder
    master: WorkOrder


def page(session: Session, limit: int = 50) -> list[Pair]:
    """Open suggestions that are still possible, the likeliest first."""
    wanted = _pairs().where(MergeSuggestion.state == "open", _possible)
    likeliest = wanted.order_by(MergeSuggestion.score.desc(), MergeSuggestion.id.desc())
    return [Pair(one, child, master) for one, child, master in session.execute(likeliest.limit(limit))]


def decided(session: Session, limit: int = 50) -> list[Pair]:
    """What people decided last, newest first."""
    newest = MergeSuggestion.decided_at.desc()
    wanted = _pairs().where(MergeSuggestion.decided_at.is_not(None)).order_by(newest).limit(limit)
    return [Pair(one, child, master) for one, child, master in session.execute(wanted)]


def count(session: Session, most: int = 1_000) -> int:
    """How many open ones are possible, counted up to `most`."""
    wanted = _pairs().where(MergeSuggestion.state == "open", _possible).with_only_columns(MergeSuggestion.id)
    return session.execute(select(func.count()).select_from(wanted.limit(most).subquery())).scalar_one()


def of_order(session: Session, order_id: int) -> list[Pair]:
    """The suggestions in which an order has a part and that are open, or taken and can be undone."""
    takes_part = or_(MergeSuggestion.child_id == order_id, MergeSuggestion.master_id == order_id)
    useful = or_(
        and_(MergeSuggestion.state == "open", _possible),
        and_(MergeSuggestion.state == "taken", _child.state == "merged"),
    )
    wanted = _pairs().where(takes_part, useful).order_by(MergeSuggestion.score.desc())
    return [Pair(one, child, master) for one, child, master in session.execute(wanted)]


def get(session: Session, suggestion_id: int) -> Pair:
    """Raises `SuggestionNotFound`."""
    row = session.execute(_pairs().where(MergeSuggestion.id == suggestion_id)).one_or_none()
    if row is None:
        raise SuggestionNotFound("没有这条并案建议")
    return Pair(row[0], row[1], row[2])


def take(session: Session, actor: Actor, suggestion_id: int, version: int) -> Pair:
    """Merges the child, whose `version` the actor saw; a repeated call urges the order that is open already.

    Raises `SuggestionNotFound`, `SuggestionDecided`, and what the verbs raise; then nothing has changed.
    """
    pair = _locked(session, suggestion_id, "open")
    reason = f"并案建议：{KINDS[pair.suggestion.kind]}"
    child_no, master_no = pair.child.order_no, pair.master.order_no
    child = orders.apply(session, actor, child_no, "merge", version, master_no=master_no, reason=reason)
    if pair.suggestion.kind == "repeat" and pair.master.state in orders.VERBS["urge"].from_states:
        again = f"同一来电人再次反映，见 {child.order_no}"
        orders.apply(session, actor, master_no, "urge", None, reason=again)
    return _decided(session, pair, actor, "taken", None)


def refuse(session: Session, actor: Actor, suggestion_id: int, note: str | None = None) -> Pair:
    """The two are not one matter, or are to stay apart. Raises `SuggestionNotFound`, `SuggestionDecided`."""
    return _decided(session, _locked(session, suggestion_id, "open"), actor, "refused", note)


def undo(session: Session, actor: Actor, suggestion_id: int, reason: str) -> Pair:
    """Takes a merger back by the verb `unmerge`. Raises as `take` does."""
    pair = _locked(session, suggestion_id, "taken")
    orders.apply(session, actor, pair.child.order_no, "unmerge", None, reason=reason)
    return _decided(session, pair, actor, "undone", reason)


def _locked(session: Session, suggestion_id: int, state: SuggestionState) -> Pair:
    held = session.get(MergeSuggestion, suggestion_id, with_for_update=True)
    if held is None:
        raise SuggestionNotFound("没有这条并案建议")
    if held.state != state:
        raise SuggestionDecided("这条并案建议已有处理结果，请刷新后查看")
    return get(session, suggestion_id)


def _decided(session: Session, pair: Pair, actor: Actor, state: SuggestionState, note: str | None) -> Pair:
    one = pair.suggestion
    one.state, one.decided_at, one.decided_by, one.note = state, clock.now(), actor.user_id, note
    session.flush()
    _tell(session, one.id, state, pair.child.order_no, pair.master.order_no)
    return pair


def _tell(session: Session, suggestion_id: int, state: SuggestionState, child_no: str, master_no: str) -> None:
    """Publishes `suggestion.changed`."""
    facts = {"state": state, "child_no": child_no, "master_no": master_no}
    events.publish(session, "suggestion.changed", str(suggestion_id), facts)


def _pairs() -> Select[MergeSuggestion, WorkOrder, WorkOrder]:
    joined = select(MergeSuggestion, _child, _master).join(_child, _child.id == MergeSuggestion.child_id)
    return joined.join(_master, _master.id == MergeSuggestion.master_id)
