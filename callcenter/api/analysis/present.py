"""From counts and rows to the analyst's shapes: codes get their names."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from callcenter.api.advice import AdviceBody, advice_body
from callcenter.api.analysis.shapes import (
    ConfusionBody,
    CorrectionsBody,
    CoverageBody,
    ModelDecision,
    ModelList,
    ModelVersion,
    NightBody,
    OrderCorrectionBody,
    OrderProposals,
    RoutingFigures,
    RuleBody,
    ShadowBody,
    ShadowProposalBody,
    WeekBody,
)
from callcenter.api.fields import CategoryRef, Person
from callcenter.web.masking import masked
from models import clock
from models.catalogue import read_vocabulary
from models.catalogue.tables import Department
from models.learning import KINDS, LearningNight, OrderCorrection, ShadowProposal, figures
from models.orders import WorkOrder
from models.people import User
from routing.adviser import CONFIDENT
from routing.versions import Versions

_SHOWN = 20


def routing_figures(session: Session, weeks: int) -> RoutingFigures:
    """Of this week and those before it, `weeks` in all."""
    today = clock.today()
    monday = today - timedelta(days=today.weekday())
    since, until = clock.midnight(monday - timedelta(weeks=weeks - 1)), clock.midnight(monday + timedelta(weeks=1))
    wrong, right, others = figures.confusions(session, since, until)
    corrected = figures.corrections(session, since, until)
    codes = {one.proposed for one in wrong} | {one.final for one in wrong} | set(corrected)
    named = _categories(session, codes)
    return RoutingFigures(
        since=since,
        until=until,
        right=right,
        wrong=others,
        confusions=[
            ConfusionBody(proposed=named[one.proposed], final=named[one.final], orders=one.orders) for one in wrong
        ],
        weeks=[
            WeekBody(
                monday=clock.midnight(one.monday),
                until=clock.midnight(one.monday + timedelta(weeks=1)),
                proposals=one.proposals,
                unsure=one.unsure,
                corrected=one.corrected,
                drift=one.drift,
            )
            for one in figures.weeks(session, since, until, CONFIDENT)
        ],
        corrections=[CorrectionsBody(category=named[code], counts=counts) for code, counts in corrected.items()],
        coverage=CoverageBody.model_validate(figures.coverage(session, since, until), from_attributes=True),
        rules=[RuleBody.model_validate(one, from_attributes=True) for one in figures.rules(session, since, until)],
    )


def models(session: Session, versions: Versions) -> ModelList:
    """The newest versions with their cards, and how they did in the shadow."""
    pointer = versions.pointer()
    states: dict[str | None, Any] = {pointer.shadow: "shadow", pointer.active: "active"}
    nights = select(LearningNight).order_by(LearningNight.day.desc()).limit(_SHOWN)
    return ModelList(
        active=pointer.active,
        shadow=pointer.shadow,
        versions=[
            ModelVersion(
                name=name,
                state=states.get(name, ""),
                card=versions.card(name),
                shadow=ShadowBody.model_validate(figures.shadow(session, name), from_attributes=True),
            )
            for name in versions.names()[:_SHOWN]
        ],
        history=[
            ModelDecision.model_validate(one, from_attributes=True) for one in reversed(versions.history()[-_SHOWN:])
        ],
        nights=[NightBody.model_validate(one, from_attributes=True) for one in session.scalars(nights)],
    )


def proposals(session: Session, order: WorkOrder) -> OrderProposals:
    """All proposals for an order, masked."""
    shadows = select(ShadowProposal).where(ShadowProposal.order_id == order.id).order_by(ShadowProposal.at)
    changes = session.scalars(
        select(OrderCorrection).where(OrderCorrection.order_id == order.id).order_by(OrderCorrection.id)
    ).all()
    names = _names(session, {code for one in changes for code in (one.proposed, one.chosen) if code})
    people = _people(session, {one.actor_id for one in changes if one.actor_id})
    return OrderProposals(
        advice=advice_body(masked(order.advice)),
        shadow=[
            ShadowProposalBody(model=one.model, at=one.at, advice=AdviceBody.model_validate(masked(one.advice)))
            for one in session.scalars(shadows)
        ],
        corrections=[
            OrderCorrectionBody(
                kind=one.kind,
                chinese=KINDS[one.kind],
                proposed=names.get(one.proposed, one.proposed),
                chosen=names.get(one.chosen or "", one.chosen or ""),
                at=one.at,
                by=people.get(one.actor_id),
                model=one.model,
            )
            for one in changes
        ],
    )


def _categories(session: Session, codes: Collection[str]) -> dict[str, CategoryRef]:
    """By code; one that the city no longer has is named by its code."""
    vocabulary = read_vocabulary(session)
    paths = {code: list(vocabulary.category_path(code)) for code in codes if code in vocabulary.categories}
    return {code: CategoryRef(code=code, path=paths.get(code, [code])) for code in codes}


def _names(session: Session, codes: Collection[str]) -> dict[str, str]:
    """Of categories and units."""
    units = session.execute(select(Department.code, Department.name).where(Department.code.in_(codes)))
    paths = {code: "/".join(ref.path) for code, ref in _categories(session, codes).items() if ref.path != [code]}
    return paths | dict(units.all())


def _people(session: Session, ids: Collection[int]) -> dict[int | None, Person]:
    found = session.execute(select(User.id, User.name).where(User.id.in_(ids)))
    return {user: Person(id=user, name=name) for user, name in found}
