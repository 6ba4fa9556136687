"""From the store's rows to orders on the wire: masked, names joined in one query each, buttons by the workflow."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from callcenter.api.advice import advice_body
from callcenter.api.fields import CategoryRef, Ref
from callcenter.api.orders.shapes import (
    Clock,
    MaskedCitizen,
    OrderBody,
    OrderDepartments,
    OrderSummary,
    Part,
    Progress,
    SimilarOrder,
    TimelineEntry,
    VerbState,
)
from callcenter.web.masking import masked, masked_text
from models import clock, privacy
from models.callbacks import CallbackAnswer
from models.catalogue.tables import Category
from models.catalogue.units import names, names_then
from models.clocks import CLOCKED, CLOCKS, running
from models.orders import STATES, VERBS, Actor, OrderEvent, Sight, WorkOrder, due_colour, possible, sight, timeline
from models.orders.seal import DIGESTS
from models.search import SimilarOrder as Similar

NOBODY: Final = "***"
"""Stands for whoever asked where the reader may not know; sent back it changes nothing."""


def summaries(session: Session, rows: Sequence[WorkOrder]) -> list[OrderSummary]:
    """The rows as list items, in their order."""
    paths = _paths(session, {order.category_code for order in rows if order.category_code})
    units = _units(session, {order.lead_code for order in rows if order.lead_code})
    now = clock.now()
    return [OrderSummary(**_summary(order, paths, units, now)) for order in rows]


def alike(session: Session, found: Sequence[Similar]) -> list[SimilarOrder]:
    """Similar orders on the wire."""
    paths = _paths(session, {one.category_code for one in found if one.category_code})
    units = _units(session, {one.lead_code for one in found if one.lead_code})
    return [
        SimilarOrder(
            order_no=one.order_no,
            title=masked_text(one.title),
            state=one.state,
            state_name=STATES[one.state],
            category=CategoryRef(code=code, path=paths.get(code, [])) if (code := one.category_code) else None,
            lead=_ref(one.lead_code, units),
            score=one.score,
        )
        for one in found
    ]


def body(session: Session, order: WorkOrder, actor: Actor) -> OrderBody:
    """The whole order as `actor` sees it; `order.assignments` must be loaded."""
    seen = sight(session, order, actor)
    assist = [part.department_code for part in order.assignments if part.role == "assist"] or order.assist_codes
    parts = [part.department_code for part in order.assignments]
    named = [code for code in (order.lead_code, order.accused_code) if code]
    units = names_then(session, {*assist, *parts, *named}, order.city_version, clock.today())
    paths = _paths(session, {order.category_code} if order.category_code else set())
    return OrderBody(
        **_seen_summary(_summary(order, paths, units, clock.now()), order, seen),
        content=masked_text(order.content),
        departments=OrderDepartments(
            lead=_ref(order.lead_code, units), assist=[ref for code in assist if (ref := _ref(code, units))]
        ),
        accused=_ref(order.accused_code, units),
        place_code=order.place_code,
        occurred_at=order.occurred_at,
        advice=advice_body(masked(order.advice)),
        confidence=order.confidence,
        citizen=_citizen(order, seen),
        reply_text=masked_text(order.reply_text or ""),
        public_reply_text=masked_text(order.public_reply_text or ""),
        original_due_at=order.original_due_at,
        upstream_due_at=order.upstream_due_at,
        dispatched_at=order.dispatched_at,
        signed_at=order.signed_at,
        replied_at=order.replied_at,
        closed_at=order.closed_at,
        created_at=order.created_at,
        updated_at=order.updated_at,
        parts=[
            Part(
                unit=Ref(code=part.department_code, name=units.get(part.department_code, part.department_code)),
                role=part.role,
                state=part.state,
                signed_at=part.signed_at,
                replied_at=part.replied_at,
            )
            for part in order.assignments
        ],
        clocks=_clocks(session, order),
        progress=_progress(session, order),
        verbs=[_button(button.verb, button.why_not) for button in possible(order, actor)],
    )


@lru_cache(maxsize=4096)
def _button(verb: str, why_not: str | None) -> VerbState:
    """Every page of an order has seventy, nearly all the same for everybody: made once, never changed."""
    rule = VERBS[verb]
    return VerbState(
        verb=verb,
        chinese=rule.chinese,
        allowed=why_not is None,
        why_not=why_not or "",
        required=list(rule.needs),
        takes=list(rule.takes),
    )


def _citizen(order: WorkOrder, seen: Sight) -> MaskedCitizen:
    if seen < Sight.MASKED:
        return MaskedCitizen(name=NOBODY, phone=NOBODY, address=NOBODY)
    address = privacy.mask_address(order.caller_address)
    return MaskedCitizen(name=order.masked_name, phone=order.masked_phone, address=address)


def _seen_summary(said: dict[str, Any], order: WorkOrder, seen: Sight) -> dict[str, Any]:
    """On the page who may sees the number, masked; who may not does not find the call either."""
    if seen < Sight.MASKED:
        return said | {"caller": NOBODY, "conversation_id": None}
    call = str(order.conversation_id) if order.conversation_id else None
    return said | {"caller": order.masked_phone, "conversation_id": call}


def _clocks(session: Session, order: WorkOrder) -> list[Clock]:
    if order.state not in CLOCKED:
        return []
    now = clock.now()
    return [
        Clock(
            kind=one.kind,
            chinese=CLOCKS[one.kind],
            owner=one.owner,
            due=one.due,
            original_due=one.original_due,
            colour="red" if now > one.due else "yellow" if now >= one.warn_at else "green",
            paused=one.paused_at is not None,
        )
        for one in sorted(running(session, order.id), key=lambda one: one.due)
    ]


def _progress(session: Session, order: WorkOrder) -> Progress:
    master = session.get(WorkOrder, order.master_id) if order.master_id else None
    told = {name: getattr(order, name) for name in Progress.model_fields if name != "master_no"}
    masked_words = {
        name: masked_text(told[name]) for name in ("route_told", "unsolved_reason", "question") if told[name]
    }
    return Progress(**told | masked_words, master_no=master.order_no if master else None)


def entries(session: Session, order: WorkOrder, actor: Actor) -> list[TimelineEntry]:
    """The timeline as `actor` sees it: what the citizen said to his ratings is told where his number may be seen."""
    said: dict[int, str] = {}
    if sight(session, order, actor) >= Sight.MASKED:
        words = select(CallbackAnswer.seq, CallbackAnswer.words).where(CallbackAnswer.order_id == order.id)
        said = {seq: told for seq, told in session.execute(words) if told}
    return [_entry(step, said.get(step.seq)) for step in timeline(session, order.id)]


def _entry(event: OrderEvent, said: str | None) -> TimelineEntry:
    """One step, numbers in its texts masked."""
    verb = VERBS.get(event.verb)
    changes = {name: pair for name, pair in event.changes.items() if name not in DIGESTS}
    if said is not None and "callback_reason" in changes:
        changes["callback_reason"] = [None, said]
    return TimelineEntry(
        seq=event.seq,
        at=event.at,
        actor_name=event.actor_name,
        actor_role=event.actor_role,
        verb=event.verb,
        chinese=verb.chinese if verb else event.verb,
        from_state=event.from_state,
        to_state=event.to_state,
        reason=masked_text(event.reason or ""),
        text=masked_text(event.text or ""),
        changes=masked(changes),
        due_before=event.due_before,
        due_after=event.due_after,
        hash=event.hash.hex(),
    )


def _summary(
    order: WorkOrder, paths: Mapping[str, list[str]], units: Mapping[str, str], now: datetime
) -> dict[str, Any]:
    """The fields of an `OrderSummary`."""
    code = order.category_code
    veiled = order.is_secret or order.state == "archived"  # a list names nobody of these, whoever reads it
    return {
        "order_no": order.order_no,
        "state": order.state,
        "state_name": STATES[order.state],
        "title": masked_text(order.title),
        "channel": order.channel,
        "request_type": order.request_type,
        "urgency": order.urgency,
        "category": CategoryRef(code=code, path=paths.get(code, [])) if code else None,
        "lead": _ref(order.lead_code, units),
        "place_text": masked_text(order.place_text),
        "caller": NOBODY if veiled else order.masked_phone,
        "is_secret": order.is_secret,
        "accepted_at": order.accepted_at,
        "due_at": order.due_at,
        "due_colour": due_colour(order, now),
        "waits_for_person": order.waits_for_person,
        "wait_reason": order.wait_reason or "",
        "conversation_id": str(order.conversation_id) if order.conversation_id and not veiled else None,
        "version": order.version,
    }


def _ref(code: str | None, units: Mapping[str, str]) -> Ref | None:
    return Ref(code=code, name=units.get(code, code)) if code else None


def _units(session: Session, codes: set[str]) -> dict[str, str]:
    return names(session, codes, clock.today())


def _paths(session: Session, wanted: set[str]) -> dict[str, list[str]]:
    """Names from the first level down: a code of 6 digits lies below its first 4 and its first 2."""
    if not wanted:
        return {}
    above = {code[:length] for code in wanted for length in range(2, len(code) + 1, 2)}
    names = dict(session.execute(select(Category.code, Category.name).where(Category.code.in_(above))).all())
    return {
        code: [names[code[:length]] for length in range(2, len(code) + 1, 2) if code[:length] in names]
        for code in wanted
    }
