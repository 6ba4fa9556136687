"""The archive of reports: what each says, its files with their SHA-256, and the plans by which they are made."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any, Final, Literal

from sqlalchemy import Date, ForeignKey, Index, LargeBinary, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import clock
from models.database.base import Base, RowId, one_of
from models.orders.errors import OrderError

AGAIN: Final = timedelta(hours=1)
ReportState = Literal["making", "done", "failed"]
ReportFormat = Literal["pdf", "docx", "xlsx"]


class Report(Base):
    """One report. topic: the code of the matter of which alone it is, "" all. plan_key: of a scheduled one, unique.

    content, digest, as_of, data_version, title: once it is made (`callcenter.reports.content`). The content, which is
    long, is read when somebody asks for it.
    """

    __tablename__ = "report"
    __table_args__ = (one_of("state", ReportState), Index("ix_report_form_begin", "form", "begin"))

    id: Mapped[RowId]
    form: Mapped[str]
    begin: Mapped[date] = mapped_column(Date)
    end: Mapped[date] = mapped_column(Date)
    topic: Mapped[str]
    state: Mapped[ReportState] = mapped_column(Text)
    error_code: Mapped[str | None]
    ordered_at: Mapped[datetime]
    ordered_by: Mapped[str]
    plan_key: Mapped[str | None] = mapped_column(unique=True)
    made_at: Mapped[datetime | None]
    title: Mapped[str]
    as_of: Mapped[datetime | None]
    data_version: Mapped[str]
    digest: Mapped[str]
    content: Mapped[dict[str, Any] | None] = mapped_column(deferred=True)


class ReportFile(Base):
    """A report as a file. sha256: hex, of the bytes."""

    __tablename__ = "report_file"
    __table_args__ = (one_of("format", ReportFormat), UniqueConstraint("report_id", "format"))

    id: Mapped[RowId]
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    format: Mapped[ReportFormat] = mapped_column(Text)
    sha256: Mapped[str]
    size: Mapped[int]
    data: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class ReportPlan(Base):
    """Whether a form is made by itself once its period is over, at which hour, and to which mail addresses it goes."""

    __tablename__ = "report_plan"

    form: Mapped[str] = mapped_column(primary_key=True)
    enabled: Mapped[bool]
    hour: Mapped[int]
    recipients: Mapped[list[str]]
    formats: Mapped[list[str]]
    version: Mapped[int]
    updated_at: Mapped[datetime]
    updated_by: Mapped[str]


class ReportNotFound(OrderError):
    """There is no report, or no file of it, with this number."""

    code, status = "report-not-found", 404


class PlanConflict(OrderError):
    """Somebody else changed the plan meanwhile."""

    code, status = "report-plan-conflict", 409


def order(
    session: Session, form: str, begin: date, end: date, *, topic: str, by: str, plan_key: str | None = None
) -> Report | None:
    """A report that is to be made; None where the plan has ordered it already.

    One of the plan's that failed is taken up again, `AGAIN` after it was ordered last.
    """
    if plan_key is not None:
        known = session.scalars(select(Report).where(Report.plan_key == plan_key).with_for_update()).one_or_none()
        if known is not None:
            if known.state != "failed" or clock.now() < known.ordered_at + AGAIN:
                return None
            known.state, known.error_code, known.ordered_at = "making", None, clock.now()
            session.flush()
            return known
    row = Report(
        form=form, begin=begin, end=end, topic=topic, state="making", ordered_at=clock.now(), ordered_by=by,
        plan_key=plan_key, title="", data_version="", digest="",
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def one(session: Session, report_id: int) -> Report:
    """Raises `ReportNotFound`."""
    row = session.get(Report, report_id)
    if row is None:
        raise ReportNotFound("没有这份报告，请回到报表列表")
    return row


def done(session: Session, report_id: int, told: Mapping[str, Any], files: Mapping[ReportFormat, bytes]) -> Report:
    """It is made. told: title, as_of, data_version, digest, content."""
    row = one(session, report_id)
    for name, value in told.items():
        setattr(row, name, value)
    row.state, row.error_code, row.made_at = "done", None, clock.now()
    for format_, data in files.items():
        session.add(
            ReportFile(report_id=row.id, format=format_, sha256=sha256(data).hexdigest(), size=len(data), data=data)
        )
    session.flush()
    return row


def failed(session: Session, report_id: int, code: str) -> None:
    """It could not be made."""
    row = one(session, report_id)
    row.state, row.error_code = "failed", code


def listing(session: Session, *, form: str | None, before: int | None, limit: int) -> Sequence[Report]:
    """The newest first; before: only those with a smaller number."""
    wanted = select(Report).order_by(Report.id.desc()).limit(limit)
    if form is not None:
        wanted = wanted.where(Report.form == form)
    if before is not None:
        wanted = wanted.where(Report.id < before)
    return session.scalars(wanted).all()


def files_of(session: Session, ids: Sequence[int]) -> dict[int, list[ReportFile]]:
    """By report; without the bytes."""
    found: dict[int, list[ReportFile]] = {}
    for row in session.scalars(select(ReportFile).where(ReportFile.report_id.in_(ids)).order_by(ReportFile.id)):
        found.setdefault(row.report_id, []).append(row)
    return found


def file(session: Session, report_id: int, format_: ReportFormat) -> ReportFile:
    """Raises `ReportNotFound`."""
    wanted = select(ReportFile).where(ReportFile.report_id == report_id, ReportFile.format == format_)
    row = session.scalars(wanted).one_or_none()
    if row is None:
        raise ReportNotFound("没有这份文件：报告还没有生成，或生成失败")
    return row


def plans(session: Session) -> dict[str, ReportPlan]:
    """By form, those that were set."""
    return {row.form: row for row in session.scalars(select(ReportPlan))}


def set_plan(session: Session, form: str, version: int, by: str, **values: Any) -> ReportPlan:
    """Replaces a plan; version: what was read, 0 at first. Raises `PlanConflict`."""
    row = session.get(ReportPlan, form, with_for_update=True)
    if (row.version if row else 0) != version:
        raise PlanConflict("计划已被他人修改，请刷新后重试")
    if row is None:
        row = ReportPlan(form=form, version=0)
        session.add(row)
    for name, value in values.items():
        setattr(row, name, value)
    row.version, row.updated_at, row.updated_by = row.version + 1, clock.now(), by
    session.flush()
    return row
