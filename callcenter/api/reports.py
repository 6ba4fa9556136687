"""Reports over HTTP: ordered, listed, given as files; and the plans by which they are made and sent by themselves."""

from collections.abc import Sequence
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Depends, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from callcenter.api import cursor as cursors
from callcenter.api.fields import Instant, Listing, Paged
from callcenter.jobs import defer
from callcenter.reports import span
from callcenter.reports.forms import FORMS, FormKey
from callcenter.reports.making import check
from callcenter.reports.writing import MEDIA
from callcenter.web.access import Access, allowed
from callcenter.web.idempotency import Once
from callcenter.web.permissions import Right
from callcenter.web.problem import Problem
from callcenter.web.problem_codes import PROBLEMS
from callcenter.web.transaction import Transaction
from models import clock, reports
from models.catalogue.tables import Category
from models.figures import Period
from models.reports import Report, ReportFile, ReportFormat, ReportPlan, ReportState

router = APIRouter(prefix="/reports", tags=["reports"])

Reader = Annotated[Access, Depends(allowed(Right.REPORTS_READ))]
Maker = Annotated[Access, Depends(allowed(Right.REPORTS_MAKE))]
ReportId = Annotated[int, Path(ge=1, le=2**62)]
SpanName = Literal["day", "week", "month", "quarter", "year", "any"]
Address = Annotated[str, Field(max_length=254, pattern=r"^[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$")]


class FileBody(BaseModel):
    """A file of a report; sha256 of its bytes, in hex."""

    format: ReportFormat
    sha256: str
    size: int


class ReportBody(BaseModel):
    """A report. period: as it is written in `NewReport`; digest: of what it says: the same figures have the same."""

    id: int
    form: FormKey
    form_name: str
    period: str
    period_name: str
    topic: str
    topic_name: str
    title: str
    state: ReportState
    error_code: str | None
    error: str | None
    ordered_at: Instant
    ordered_by: str
    scheduled: bool
    made_at: Instant | None
    as_of: Instant | None
    data_version: str
    digest: str
    files: list[FileBody]


class ReportPage(Paged):
    items: list[ReportBody]


class PlanBody(BaseModel):
    """When a form is made by itself; version 0: nobody has set it."""

    enabled: bool
    hour: int
    recipients: list[str]
    formats: list[ReportFormat]
    version: int
    updated_at: Instant | None
    updated_by: str | None


class FormBody(BaseModel):
    """A form. written: how its period is written; last: the last whole one; parts: its headings."""

    key: FormKey
    name: str
    span: SpanName
    written: str
    last: str
    parts: list[str]
    plan: PlanBody | None


class Forms(Listing):
    items: list[FormBody]


class NewReport(BaseModel):
    """period: 2026-11-27, 2026-W48, 2026-11, 2026-Q4, 2026 or, of a special one, 2026-11-01..2026-11-20; topic: of a
    special one, the code of a matter."""

    model_config = ConfigDict(extra="forbid")

    form: FormKey
    period: Annotated[str, Field(min_length=4, max_length=30)]
    topic: Annotated[str, Field(max_length=12, pattern=r"^[0-9]*$")] = ""


class PlanRequest(BaseModel):
    """version: what was read."""

    model_config = ConfigDict(extra="forbid")

    enabled: bool
    hour: Annotated[int, Field(ge=0, le=23)]
    recipients: Annotated[list[Address], Field(max_length=30)]
    formats: Annotated[list[ReportFormat], Field(min_length=1, max_length=3)]
    version: Annotated[int, Field(ge=0, le=2**62)]


class WantedReports(BaseModel):
    """Which reports."""

    model_config = ConfigDict(extra="forbid")

    form: FormKey | None = None
    cursor: Annotated[str, Field(max_length=200)] = ""
    limit: Annotated[int, Field(ge=1, le=100)] = 30


@router.get("/forms")
def forms(_: Reader, transaction: Transaction) -> Forms:
    """What reports there are, and the plan of each."""
    plans, today = reports.plans(transaction), clock.today()
    return Forms(
        items=[
            FormBody(
                key=form.key,
                name=form.name,
                span=form.span,
                written=span.WRITTEN[form.span],
                last=span.write(form.span, span.last_whole(form.span, today)),
                parts=[part.heading for part in form.parts],
                plan=_plan(plans.get(form.key), form.hour) if form.span != "any" else None,
            )
            for form in FORMS.values()
        ]
    )


@router.put("/forms/{form}/plan")
def set_plan(*, form: FormKey, request: PlanRequest, access: Maker, transaction: Transaction, once: Once) -> PlanBody:
    """Replaces a plan. From its hour on, on the first day after each period, the report is made and sent."""
    if FORMS[form].span == "any":
        raise Problem("invalid-request", "专报没有固定的报告期，不能定时生成")

    def write() -> PlanBody:
        values = request.model_dump(exclude={"version"})
        values["recipients"] = list(dict.fromkeys(values["recipients"]))
        values["formats"] = list(dict.fromkeys(values["formats"]))
        return _plan(reports.set_plan(transaction, form, request.version, access.user.name, **values), 0)

    return once(PlanBody, write)


@router.get("")
def listing(wanted: Annotated[WantedReports, Query()], _: Reader, transaction: Transaction) -> ReportPage:
    """The archive, the newest first."""
    before = cursors.number(wanted.cursor)
    found = reports.listing(transaction, form=wanted.form, before=int(before) if before else None, limit=wanted.limit)
    more = len(found) == wanted.limit
    return ReportPage(items=_bodies(transaction, found), next=cursors.packed(str(found[-1].id)) if more else None)


@router.post("", status_code=202)
def order(request: NewReport, access: Maker, transaction: Transaction, once: Once) -> ReportBody:
    """Orders a report; it stands in the list, and is done within a minute."""
    form = FORMS[request.form]
    period = span.read(form.span, request.period)
    if period.begin > clock.today():
        raise Problem("invalid-request", "报告期应已开始")
    check(form, period)
    if request.topic and form.key != "special":
        raise Problem("invalid-request", "只有专报可以指定事项")
    if request.topic and transaction.get(Category, request.topic) is None:
        raise Problem("report-topic-unknown")

    def write() -> ReportBody:
        row = reports.order(transaction, form.key, period.begin, period.end, topic=request.topic, by=access.user.name)
        assert row is not None  # without a plan's key it always is
        defer.make_report(transaction, row.id)
        return _bodies(transaction, [row])[0]

    return once(ReportBody, write)


@router.get("/{report_id}")
def one(report_id: ReportId, _: Reader, transaction: Transaction) -> ReportBody:
    """One report."""
    return _bodies(transaction, [reports.one(transaction, report_id)])[0]


@router.get("/{report_id}/files/{file_format}", response_class=Response, responses={
    200: {"content": {media: {} for media in MEDIA.values()}}
})  # fmt: skip
def file(report_id: ReportId, file_format: ReportFormat, _: Reader, transaction: Transaction) -> Response:
    """The file, to be saved; its ETag is its SHA-256."""
    row, held = reports.one(transaction, report_id), reports.file(transaction, report_id, file_format)
    named = quote(f"{row.title}.{held.format}")
    return Response(
        held.data,
        media_type=MEDIA[held.format],
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{named}", "ETag": f'"{held.sha256}"'},
    )


def _plan(row: ReportPlan | None, hour: int) -> PlanBody:
    if row is None:
        return PlanBody(
            enabled=False, hour=hour, recipients=[], formats=["pdf"], version=0, updated_at=None, updated_by=None
        )
    return PlanBody(**{name: getattr(row, name) for name in PlanBody.model_fields})


def _bodies(session: Session, found: Sequence[Report]) -> list[ReportBody]:
    files = reports.files_of(session, [row.id for row in found])
    return [_body(session, row, files.get(row.id, [])) for row in found]


def _body(session: Session, row: Report, files: Sequence[ReportFile]) -> ReportBody:
    form, period = FORMS[row.form], Period(row.begin, row.end)
    about = session.get(Category, row.topic) if row.topic else None
    same = {name: getattr(row, name) for name in ReportBody.model_fields if hasattr(row, name)}
    return ReportBody(
        **same,
        form_name=form.name,
        period=span.write(form.span, period),
        period_name=span.name(form.span, period),
        topic_name=about.name if about else row.topic,
        error=PROBLEMS[row.error_code][1] if row.error_code in PROBLEMS else row.error_code,
        scheduled=row.plan_key is not None,
        files=[FileBody(format=one.format, sha256=one.sha256, size=one.size) for one in files],
    )
