"""Merge suggestions before a person, and what the person makes of them: taken, refused, undone."""

from dataclasses import dataclass

from sqlalchemy import Select, and_, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from models import clock, orders
from models.orders import Actor, WorkOrder
from models.suggestions.tables import (
    CHILDREN,
    KINDS,
    MergeSuggestion,
    SuggestionDecided,
    SuggestionNotFound,
    SuggestionState,
    tell,
)

_child, _master = aliased(WorkOrder, name="child"), aliased(WorkOrder, name="master")
# A pair is of use while the one can still be merged and the other can still take it.
_possible = and_(_child.state.in_(CHILDREN), _master.state.in_(orders.MASTERS))


@dataclass(frozen=True)
class Pair:
    """A suggestion with its two orders."""

    suggestion: MergeSuggestion
    child: WorkOrder
    master: WorkOrder


def page(session: Session, limit: int = 50, *, secret: bool = True) -> list[Pair]:
    """Open suggestions that are still possible, the likeliest first. secret: those of confidential orders too."""
    wanted = _pairs(secret).where(MergeSuggestion.state == "open", _possible)
    likeliest = wanted.order_by(MergeSuggestion.score.desc(), MergeSuggestion.id.desc())
    return [Pair(one, child, master) for one, child, master in session.execute(likeliest.limit(limit))]


def decided(session: Session, limit: int = 50, *, secret: bool = True) -> list[Pair]:
    """What people decided last, newest first."""
    newest = MergeSuggestion.decided_at.desc()
    wanted = _pairs(secret).where(MergeSuggestion.decided_at.is_not(None)).order_by(newest).limit(limit)
    return [Pair(one, child, master) for one, child, master in session.execute(wanted)]


def count(session: Session, most: int = 1_000, *, secret: bool = True) -> int:
    """How many open ones are possible, counted up to `most`."""
    wanted = _pairs(secret).where(MergeSuggestion.state == "open", _possible).with_only_columns(MergeSuggestion.id)
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
    _follow(session, child.id, pair.master.id)
    if pair.suggestion.kind == "repeat" and pair.master.state in orders.VERBS["urge"].from_states:
        again = f"同一来电人再次反映，见 {child.order_no}"
        orders.apply(session, actor, master_no, "urge", None, reason=again)
    return _decided(session, pair, actor, "taken", None)


def _follow(session: Session, merged: int, master: int) -> None:
    """What was to be merged into the order that is merged itself is now suggested for its master."""
    other = aliased(MergeSuggestion)
    known = select(other.id).where(other.child_id == MergeSuggestion.child_id, other.master_id == master).exists()
    waiting = MergeSuggestion.master_id == merged, MergeSuggestion.state == "open", MergeSuggestion.child_id != master
    session.execute(update(MergeSuggestion).where(*waiting, ~known).values(master_id=master))


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
    tell(session, one.id, state, pair.child.order_no, pair.master.order_no)
    return pair


def _pairs(secret: bool = True) -> Select[MergeSuggestion, WorkOrder, WorkOrder]:
    """With both orders; a confidential one is only ever paired with another."""
    joined = select(MergeSuggestion, _child, _master).join(_child, _child.id == MergeSuggestion.child_id)
    joined = joined.join(_master, _master.id == MergeSuggestion.master_id)
    return joined if secret else joined.where(~_child.is_secret, ~_master.is_secret)
