"""The catalogue's tables. Codes are stable: what an order once referred to is retired, never deleted."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from models.database.base import Base, RowId


class Department(Base):
    """A unit. valid_to (the first day without it), successor: what became of one that was dissolved or renamed."""

    __tablename__ = "department"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    short: Mapped[str]
    kind: Mapped[str]
    aliases: Mapped[list[str]]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    successor: Mapped[str | None]
    note: Mapped[str] = mapped_column(default="")


class Category(Base):
    """A matter, in three levels."""

    __tablename__ = "category"

    code: Mapped[str] = mapped_column(primary_key=True)
    parent: Mapped[str]
    level: Mapped[int]
    name: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    active: Mapped[bool]


class Division(Base):
    """A place: city, county, town, village."""

    __tablename__ = "division"

    code: Mapped[str] = mapped_column(primary_key=True)
    level: Mapped[str]
    name: Mapped[str]
    parent: Mapped[str] = mapped_column(index=True)
    area: Mapped[str]
    street: Mapped[str]
    active: Mapped[bool]


class DutyRule(Base):
    """A rule of the dispatch catalogue; see `vocabulary.DutyEntry` for what the columns mean."""

    __tablename__ = "duty_rule"

    id: Mapped[RowId]
    code: Mapped[str] = mapped_column(unique=True)
    priority: Mapped[int]
    category_prefix: Mapped[str]
    keywords: Mapped[list[str]]
    exclude_keywords: Mapped[list[str]]
    place_prefix: Mapped[str]
    lead: Mapped[str]
    assist: Mapped[list[str]]
    guidance: Mapped[str]
    basis: Mapped[str]
    lead_mode: Mapped[str]
    limit: Mapped[str]
    active: Mapped[bool]


class LegacyHotline(Base):
    """A hotline merged into 12345 (国办发〔2020〕53号): its number is still dialled, its experts still answer."""

    __tablename__ = "legacy_hotline"

    number: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    owner: Mapped[str]
    merge_mode: Mapped[str]
    transfer_to: Mapped[str]
    expert_group: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    active: Mapped[bool]


class CitySetting(Base):
    """What a city says of itself: name, number, order prefix, and its prompts (keys such as `prompt.greeting`)."""

    __tablename__ = "city_setting"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
    note: Mapped[str] = mapped_column(default="")


class SlaPolicy(Base):
    """One time limit of the city's policy (`models.catalogue.limits`). valid_to: the first day it no longer holds."""

    __tablename__ = "sla_policy"

    code: Mapped[str] = mapped_column(primary_key=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    priority: Mapped[int]
    request_type: Mapped[str]
    urgency: Mapped[str]
    channel: Mapped[str]
    category_prefix: Mapped[str]
    kind: Mapped[str]
    span: Mapped[str]
    extension: Mapped[str]
    pause_in: Mapped[str]
    basis: Mapped[str]


class CallbackPolicy(Base):
    """Who is asked how after the answer (sheet `callbacks`). ways: of the attempts, none: not asked; sample: percent.

    occasion: `choices.OCCASIONS`; days: `all` or `working`; hours: `09:00-11:30 14:30-18:00`, "": the usual ones.
    """

    __tablename__ = "callback_policy"

    code: Mapped[str] = mapped_column(primary_key=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    priority: Mapped[int]
    occasion: Mapped[str]
    request_type: Mapped[str]
    urgency: Mapped[str]
    channel: Mapped[str]
    category_prefix: Mapped[str]
    ways: Mapped[list[str]]
    sample: Mapped[int]
    days: Mapped[str]
    hours: Mapped[str]
    basis: Mapped[str]


class CalendarDay(Base):
    """A day on which the city's calendar differs from, or is ahead of, the library's: a new year, a local holiday."""

    __tablename__ = "calendar_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    working: Mapped[bool]
    name: Mapped[str]


_Words = list[str]  # a class that has a column `list` cannot name the type


class Reason(Base):
    """A reason to choose. list: what it is a reason for (`choices.REASON_LISTS`); route: what the caller is told.

    excludes: the items of the assessment in which an order does not count that was excluded for it.
    """

    __tablename__ = "reason"

    list: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    route: Mapped[str]
    excludes: Mapped[_Words]
    place: Mapped[int]
    active: Mapped[bool]


class ScoreItem(Base):
    """An item of a score sheet of quality inspection (sheet `scoring`). kind: `choices.INSPECTED`; place: its order.

    points: what it gives at most, of a fatal item (it fails the whole) 0; standard: how it is judged.
    """

    __tablename__ = "score_item"

    code: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]
    points: Mapped[int]
    fatal: Mapped[bool]
    standard: Mapped[str]
    basis: Mapped[str]
    place: Mapped[int]
    active: Mapped[bool]


class UrgentSignal(Base):
    """Words of danger; see `vocabulary.SignalEntry`."""

    __tablename__ = "urgent_signal"

    code: Mapped[str] = mapped_column(primary_key=True)
    level: Mapped[str]
    meaning: Mapped[str]
    match: Mapped[str]
    pattern: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    active: Mapped[bool]


class CitySheet(Base):
    """One table of a city as it was, under the SHA-256 of its rows: versions share what they did not change."""

    __tablename__ = "city_sheet"

    hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    rows: Mapped[list[Any]]


class CityVersion(Base):
    """A numbered version of all tables. sheets: name -> hash (hex) of `CitySheet`. Only added to.

    source, sha256: the file that it came from; restored: the version whose content it took up again.
    """

    __tablename__ = "city_version"

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor_id: Mapped[int | None]
    actor_name: Mapped[str]
    note: Mapped[str]
    source: Mapped[str]
    sha256: Mapped[str]
    restored: Mapped[int | None]
    changes: Mapped[int]
    sheets: Mapped[dict[str, Any]]


class CityChange(Base):
    """The audit of a city's data: one row that a version changed, with the cells before and after. Only added to."""

    __tablename__ = "city_change"
    __table_args__ = (Index("ix_city_change_sheet_key", "sheet", "key"),)

    version: Mapped[int] = mapped_column(ForeignKey("city_version.number"), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    sheet: Mapped[str]
    key: Mapped[str]
    act: Mapped[str]
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]


class CityUpload(Base):
    """A file that an administrator sent, looked at before it is applied. base: the version it is compared with."""

    __tablename__ = "city_upload"

    id: Mapped[RowId]
    at: Mapped[datetime] = mapped_column(index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id", ondelete="CASCADE"))
    name: Mapped[str]
    sha256: Mapped[str]
    base: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)
