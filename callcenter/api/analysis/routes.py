"""The analyst's page: how routing does, and which version of its model is in use."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request

from callcenter.api.analysis import present
from callcenter.api.analysis.shapes import ModelChange, ModelList, OrderProposals, RoutingFigures
from callcenter.api.orders.routes import OrderNo, Reader
from callcenter.api.orders.visible import shown
from callcenter.web.access import Access, allowed
from callcenter.web.idempotency import Once
from callcenter.web.permissions import Right
from callcenter.web.problem import Problem
from callcenter.web.state import web
from callcenter.web.transaction import Transaction
from routing.classifier.saving import ClassifierUnreadable
from routing.versions import Versions

router = APIRouter(tags=["analysis"])

Analyst = Annotated[Access, Depends(allowed(Right.ANALYSIS_READ))]
Setter = Annotated[Access, Depends(allowed(Right.MODELS_SET))]
ModelName = Annotated[str, Path(max_length=60, pattern=r"^[0-9A-Za-z_-]+$", examples=["routing-20261127T183000"])]
_WEEKS = 8


@router.get("/analysis/routing")
def routing(_: Analyst, transaction: Transaction, weeks: Annotated[int, Query(ge=1, le=26)] = _WEEKS) -> RoutingFigures:
    """Confusions, drift by week, corrections, coverage, use of rules; every count is a list of orders by a filter."""
    return present.routing_figures(transaction, weeks)


@router.get("/analysis/models")
def models(_: Analyst, transaction: Transaction, request: Request) -> ModelList:
    """Versions with their cards and shadow figures, and every change."""
    return present.models(transaction, _versions(request))


@router.post("/analysis/models/rollback")
def rollback(change: ModelChange, access: Setter, transaction: Transaction, request: Request, once: Once) -> ModelList:
    """Goes back to the version that was in use before."""

    def write() -> ModelList:
        versions = _unchanged(request, change)
        versions.rollback(access.user.name, change.reason)
        return present.models(transaction, versions)

    return once(ModelList, write)


@router.post("/analysis/models/{name}/promote")
def promote(
    *, name: ModelName, change: ModelChange, access: Setter, transaction: Transaction, request: Request, once: Once
) -> ModelList:
    """Brings a version into use, everywhere and at once."""

    def write() -> ModelList:
        versions = _unchanged(request, change)
        try:
            versions.promote(name, access.user.name, change.reason)
        except ClassifierUnreadable as error:
            raise Problem("classifier-unreadable") from error
        return present.models(transaction, versions)

    return once(ModelList, write)


@router.get("/orders/{order_no}/proposals")
def proposals(order_no: OrderNo, access: Reader, transaction: Transaction) -> OrderProposals:
    """What the model in use and the candidates proposed, and what people changed."""
    return present.proposals(transaction, shown(transaction, access, order_no))


def _versions(request: Request) -> Versions:
    return Versions(web(request).settings.classifiers)


def _unchanged(request: Request, change: ModelChange) -> Versions:
    """Raises `version-conflict` where another version came into use meanwhile."""
    versions = _versions(request)
    if versions.pointer().active != change.active:
        raise Problem("version-conflict", "在用的模型已经变了，请刷新后再决定")
    return versions
