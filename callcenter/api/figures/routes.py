"""Figures: what each is, tables of them, the rows behind a number, the wallboard. See docs/figures.md."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import FileResponse

from callcenter.api import cursor as cursors
from callcenter.api.figures import export as export_file
from callcenter.api.figures import present
from callcenter.api.figures.shapes import Definitions, Figures, SubjectRows, Wallboard
from callcenter.api.figures.wanted import WantedFigures, WantedRows, question_of
from callcenter.web.access import Access, allowed
from callcenter.web.excel_file import XLSX, answer
from callcenter.web.one_go import OneGo
from callcenter.web.permissions import Right
from callcenter.web.state import web
from callcenter.web.transaction import Transaction
from models import figures

router = APIRouter(prefix="/figures", tags=["figures"], route_class=OneGo)

Reader = Annotated[Access, Depends(allowed(Right.FIGURES_READ))]
Watcher = Annotated[Access, Depends(allowed(Right.WALLBOARD))]


@router.get("")
def table(wanted: Annotated[WantedFigures, Query()], access: Reader, transaction: Transaction) -> Figures:
    """A table of figures: one row for each key of `by`, and the total."""
    return present.table(transaction, figures.ask(transaction, question_of(access, wanted)))


@router.get("/definitions")
def definitions(_: Reader, transaction: Transaction) -> Definitions:
    """All metrics: formula, source, exclusions, and by what each may be split."""
    return present.definitions(transaction)


@router.get("/rows")
def rows(wanted: Annotated[WantedRows, Query()], access: Reader, transaction: Transaction) -> SubjectRows:
    """The orders, calls or stretches of time behind a number, newest first; what they count adds up to it."""
    place = int(cursors.number(wanted.cursor) or 0)
    question = question_of(access, wanted).checked()
    if wanted.key is not None:
        question = figures.narrowed(question, wanted.key)
    found = figures.behind(transaction, question, wanted.part, place, wanted.limit)
    reached = place + len(found.items)
    more = cursors.packed(str(reached)) if reached < found.count else None
    return present.rows(transaction, access, wanted, found, more)


@router.get("/export", response_class=FileResponse, responses={200: {"content": {XLSX: {}}}})
def export(wanted: Annotated[WantedFigures, Query()], access: Reader, transaction: Transaction) -> FileResponse:
    """The table as an Excel file, with what each figure is."""
    question = question_of(access, wanted).checked()
    body = present.table(transaction, figures.ask(transaction, question))
    name = f"figures-{question.period.begin:%Y%m%d}-{question.period.end:%Y%m%d}.xlsx"
    return answer(export_file.written(body, question.metrics), name)


@router.get("/wallboard")
def wallboard(_: Watcher, request: Request) -> Wallboard:
    """Live figures, at most a second old, with their age."""
    held = web(request)
    return held.wallboard.of(held.store)
