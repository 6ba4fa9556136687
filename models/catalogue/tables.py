"""The catalogue's tables. Codes are stable: what an order once referred to is retired, never deleted."""

from datetime import date, datetime

from sqlalchemy.orm import Mapped, mapped_column

from models.database.base import Base, RowId


class Department(Base):
    """A unit. valid_to and successor tell what became of one that was dissolved or renamed."""

    __tablename__ = "department"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    short: Mapped[str]
    kind: Mapped[str]
    aliases: Mapped[list[str]]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    successor: Mapped[str | None]


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
    active: Mapped[bool]


class LegacyHotline(Base):
    """A hotline merged into 12345 (国办发〔2020〕53号): its number is still dialled, its experts still answer."""

    __tablename__ = "legacy_hotline"

    number: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    owner: Mapped[str]
    merge_mode: Mapped[str]
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


class CalendarDay(Base):
    """A day on which the city's calendar differs from, or is ahead of, the library's: a new year, a local holiday."""

    __tablename__ = "calendar_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    working: Mapped[bool]
    name: Mapped[str]


class CalendarChange(Base):
    """Who changed the city's calendar, and how: null is what the library says. Only added to."""

    __tablename__ = "calendar_change"

    id: Mapped[RowId]
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None]
    actor_name: Mapped[str]
    day: Mapped[date]
    working_before: Mapped[bool | None]
    working_after: Mapped[bool | None]
    name: Mapped[str]
