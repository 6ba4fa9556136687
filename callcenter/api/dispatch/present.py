"""From rows to the desk's shapes: masked, names joined in one query each."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from callcenter.api.dispatch.shapes import (
    AlertBody,
    CandidateBody,
    DeskOrder,
    DutyText,
    HotIssueBody,
    PairSide,
    QueueItem,
    RequestBody,
    SuggestionBody,
)
from callcenter.api.fields import Person, Ref
from callcenter.api.orders import present
from callcenter.assist.memory import ALIKE
from callcenter.dispatching.asked import asked
from callcenter.dispatching.candidates import candidates
from callcenter.dispatching.duties import duties
from callcenter.web.masking import masked_text
from models import clock, openings, search, suggestions
from models.catalogue.tables import Department, Division
from models.catalogue.units import living
from models.hot_issues import HotAlert, HotIssue
from models.orders import WorkOrder
from models.people import User
from models.suggestions import KINDS, Pair

_SIMILAR = 5


def queue_items(session: Session, rows: Sequence[WorkOrder], user: User) -> list[QueueItem]:
    """The rows with who has them open; the user himself is nobody to be told of."""
    held = openings.holders(session, [order.id for order in rows])
    items = []
    for order, summary in zip(rows, present.summaries(session, rows), strict=True):
        holder = held.get(order.id)
        opened = Person(id=holder[0], name=holder[1]) if holder and holder[0] != user.id else None
        items.append(QueueItem(**summary.model_dump(), opened_by=opened))
    return items


def desk_order(session: Session, order: WorkOrder, user: User) -> DeskOrder:
    """All that stands beside an order; `order.assignments` must be loaded."""
    words = f"{order.title}。{order.content}"
    rules, open_requests = duties(session, order), asked(session, order)
    alike = [one for one in search.similar(session, words, _SIMILAR, besides=order.id) if one.score >= ALIKE]
    found = candidates(order, rules, alike)
    codes = {code for rule in rules for code in (rule.lead, rule.guidance, *rule.assist) if code}
    codes |= {code for one in found for code in (one.lead, one.guidance, *one.assist) if code}
    names = _names(session, codes | {one.unit for one in open_requests if one.unit})
    held = openings.holders(session, [order.id]).get(order.id)
    since = openings.holder(session, order.id) if held and held[0] != user.id else None
    return DeskOrder(
        order_no=order.order_no,
        version=order.version,
        held_by=since[0] if since else None,
        held_since=since[1] if since else None,
        requests=[
            RequestBody(
                kind=one.kind,
                chinese=one.chinese,
                unit=names.get(one.unit or ""),
                at=one.at,
                ground=one.ground,
                basis=masked_text(one.basis),
                text=masked_text(one.text),
                days=one.days,
                until=one.until,
                plan=masked_text(one.plan),
            )
            for one in open_requests
        ],
        duties=[
            DutyText(
                code=rule.code,
                basis=rule.basis,
                lead=names.get(rule.lead or ""),
                lead_mode=rule.lead_mode,
                assist=[names[code] for code in rule.assist if code in names],
                guidance=names.get(rule.guidance or ""),
                heard=list(rule.heard),
                applies=rule.applies,
            )
            for rule in rules
        ],
        candidates=[
            CandidateBody(
                lead=names[one.lead],
                assist=[names[code] for code in one.assist if code in names],
                guidance=names.get(one.guidance or ""),
                why=one.why,
                returned=one.returned,
            )
            for one in found
            if one.lead in names  # a unit that is gone cannot be chosen
        ],
        suggestions=pairs(session, suggestions.of_order(session, order.id)),
    )


def pairs(session: Session, found: Sequence[Pair]) -> list[SuggestionBody]:
    """Suggestions with both orders in full, masked."""
    both = [order for pair in found for order in (pair.child, pair.master)]
    sides = [
        PairSide(**summary.model_dump(), content=masked_text(order.content))
        for order, summary in zip(both, present.summaries(session, both), strict=True)
    ]
    people = _people(session, {pair.suggestion.decided_by for pair in found})
    return [
        SuggestionBody(
            id=pair.suggestion.id,
            kind=pair.suggestion.kind,
            kind_name=KINDS[pair.suggestion.kind],
            score=pair.suggestion.score,
            reasons=[masked_text(reason) for reason in pair.suggestion.reasons],
            state=pair.suggestion.state,
            created_at=pair.suggestion.created_at,
            decided_at=pair.suggestion.decided_at,
            decided_by=people.get(pair.suggestion.decided_by),
            note=masked_text(pair.suggestion.note or ""),
            child=sides[2 * place],
            master=sides[2 * place + 1],
        )
        for place, pair in enumerate(found)
    ]


def alerts(session: Session, rows: Sequence[HotAlert]) -> list[AlertBody]:
    """Alerts with who has seen them."""
    people = _people(session, {alert.seen_by for alert in rows})
    return [
        AlertBody(
            id=alert.id,
            level=alert.level,
            title=masked_text(alert.title),
            reasons=alert.reasons,
            order_nos=alert.order_nos,
            raised_at=alert.raised_at,
            updated_at=alert.updated_at,
            seen_at=alert.seen_at,
            seen_by=people.get(alert.seen_by),
        )
        for alert in rows
    ]


def issues(session: Session, rows: Sequence[HotIssue]) -> list[HotIssueBody]:
    """Issues with their places by name."""
    codes = {code for issue in rows for code, _ in issue.places}
    places = dict(session.execute(select(Division.code, Division.name).where(Division.code.in_(codes))).all())
    return [
        HotIssueBody(
            id=issue.id,
            title=masked_text(issue.title),
            count=issue.count,
            people=issue.people,
            peak=issue.peak,
            growth=issue.growth,
            urgency=issue.urgency,
            first_at=issue.first_at,
            last_at=issue.last_at,
            places=[(places.get(code, code), count) for code, count in issue.places],
        )
        for issue in rows
    ]


def _names(session: Session, codes: set[str]) -> dict[str, Ref]:
    today = clock.today()
    wanted = select(Department.code, Department.name).where(Department.code.in_(codes), living(today))
    return {code: Ref(code=code, name=name) for code, name in session.execute(wanted)}


def _people(session: Session, ids: set[int | None]) -> dict[int | None, Person]:
    wanted = select(User.id, User.name).where(User.id.in_([one for one in ids if one is not None]))
    return {user: Person(id=user, name=name) for user, name in session.execute(wanted)}
