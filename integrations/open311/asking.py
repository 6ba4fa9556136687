"""The questions of GET requests and updates: ids, codes, states, a span of at most 90 days, pages."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from starlette.datastructures import QueryParams

from integrations.open311.faults import Fault
from integrations.open311.states import states_of
from models import clock

SPAN: Final = timedelta(days=90)
MOST: Final = 1000
"""The specification's default: 90 days or the first 1000 requests, whichever is smaller."""
_IDS: Final = 200
_W3: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")
_EARLIEST: Final = 1970


@dataclass(frozen=True)
class Asked:
    """ids override all else. states None: every state. offset, limit: the page."""

    ids: tuple[str, ...]
    codes: tuple[str, ...]
    states: frozenset[str] | None
    start: datetime
    end: datetime
    offset: int
    limit: int


def asked(given: QueryParams) -> Asked:
    """The query read. Raises `Fault` with everything that cannot be understood."""
    wrong: list[str] = []
    ids, codes = several(given, "service_request_id"), several(given, "service_code")
    if len(ids) > _IDS:
        wrong.append(f"service_request_id 一次最多 {_IDS} 个")
    page, size = _number(given, "page", 1, 1_000_000, wrong), _number(given, "page_size", MOST, MOST, wrong)
    start, end = _span(given, wrong)
    states: set[str] = set()
    statuses = several(given, "status")
    for status in statuses:
        known = states_of(status.lower())
        if known is None:
            wrong.append(f"status 应为 open 或 closed，实为 {status[:40]}")
        else:
            states |= known
    if wrong:
        raise Fault(400, *wrong)
    return Asked(ids, codes, frozenset(states) if statuses else None, start, end, (page - 1) * size, size)


def several(given: QueryParams, name: str) -> tuple[str, ...]:
    """The values of a parameter that may be given comma delimited and several times."""
    parts = (part.strip() for text in given.getlist(name) for part in text.split(","))
    return tuple(dict.fromkeys(part for part in parts if part))


def w3(text: str) -> datetime:
    """An instant in W3 format, with its zone. Raises ValueError."""
    text = text.strip().replace(" ", "+")  # a + that was not escaped in an address
    if not _W3.fullmatch(text):
        raise ValueError(text)
    at = datetime.fromisoformat(text)
    if not _EARLIEST <= at.year <= 9000:
        raise ValueError(text)
    return at


def told(at: datetime) -> str:
    """An instant as we write it: W3, to the second, local time with its offset."""
    return at.astimezone(clock.LOCAL).isoformat(timespec="seconds")


def _span(given: QueryParams, wrong: list[str]) -> tuple[datetime, datetime]:
    found: dict[str, datetime] = {}
    for name in ("start_date", "end_date"):
        if text := given.get(name, "").strip():
            try:
                found[name] = w3(text)
            except ValueError:
                wrong.append(f"{name} 应为带时区的 W3 时间，如 2026-11-27T00:00:00Z")
    start, end = found.get("start_date"), found.get("end_date")
    if start and end and end - start > SPAN:
        wrong.append("start_date 与 end_date 之间不得超过 90 天")
    if start and not end:
        return start, start + SPAN
    end = end or clock.now()
    return start or end - SPAN, end


def _number(given: QueryParams, name: str, default: int, most: int, wrong: list[str]) -> int:
    text = given.get(name, "").strip()
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 10 and 1 <= int(text) <= most):
        wrong.append(f"{name} 应为 1 至 {most} 的整数")
        return default
    return int(text)


def flag(given: QueryParams, name: str) -> bool:
    """Whether an extension was asked for, such as extensions=true."""
    return given.get(name, "").strip().lower() == "true"


def only(wanted: Sequence[str]) -> tuple[str, ...]:
    """Numbers as we write them: people type small letters."""
    return tuple(number.upper() for number in wanted)
