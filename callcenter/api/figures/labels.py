"""What the rows of a table are called: names of units, categories, places, people; days as people say them."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from models import clock
from models.catalogue.choices import CHANNELS
from models.catalogue.tables import Category, Division, Reason
from models.catalogue.units import names
from models.figures import MEASURES
from models.people import User

NONE: Mapping[str, str] = {
    "unit": "未派单",
    "unit_class": "未派单",
    "category1": "未分类",
    "category2": "未分类",
    "category3": "未分类",
    "county": "地点不明",
    "town": "地点不明",
    "agent": "非人工",
    "channel": "未知渠道",
    "request_type": "未分类型",
    "detail": "未注明",
}
"""What has none of a dimension."""
_REASONS: Mapping[str, str] = {"return": "return", "dissatisfied": "dissatisfied"}


def labels(session: Session, by: str, keys: Collection[str], measures: Collection[str] = ()) -> dict[str, str]:
    """key -> what it is called. measures: whose kinds `detail` gives."""
    codes = {key for key in keys if key}
    found = {key: key for key in codes}
    match by:
        case "unit":
            found |= names(session, codes, clock.today())
        case "category1" | "category2":
            found |= _named(session, Category, codes)
        case "category3":
            found |= _with_parent(session, codes)
        case "county" | "town":
            found |= _named(session, Division, codes)
        case "channel":
            found |= {code: CHANNELS.get(code, code) for code in codes}
        case "agent":
            wanted = select(User.id, User.name).where(User.id.in_([int(code) for code in codes]))
            found |= {str(number): name for number, name in session.execute(wanted)}
        case "detail":
            found |= details(session, measures)
        case "hour":
            found = {key: f"{key}时" for key in codes}
        case "day" | "week" | "month" | "quarter" | "year":
            found = {key: _time(by, date.fromisoformat(key)) for key in codes}
    return {key: found[key] for key in codes} | ({"": NONE.get(by, "")} if "" in keys else {})


def details(session: Session, measures: Collection[str]) -> dict[str, str]:
    """The kinds of these measures, code -> Chinese; of reasons the city's own list."""
    found: dict[str, str] = {}
    for key in measures:
        found |= MEASURES[key].details
        if key in _REASONS:
            wanted = select(Reason.code, Reason.name).where(Reason.list == _REASONS[key])
            found |= dict(session.execute(wanted).all())
    return found


def _named(session: Session, table: type[Category] | type[Division], codes: Collection[str]) -> dict[str, str]:
    return dict(session.execute(select(table.code, table.name).where(table.code.in_(codes))).all())


def _with_parent(session: Session, codes: Collection[str]) -> dict[str, str]:
    """A matter alone may say little, such as 认定 or 提取."""
    parent = aliased(Category)
    wanted = select(Category.code, parent.name, Category.name).outerjoin(parent, parent.code == Category.parent)
    named = session.execute(wanted.where(Category.code.in_(codes)))
    return {code: f"{above}·{name}" if above else name for code, above, name in named}


def _time(by: str, day: date) -> str:
    match by:
        case "year":
            return f"{day.year}年"
        case "quarter":
            return f"{day.year}年第{(day.month + 2) // 3}季度"
        case "month":
            return f"{day.year}年{day.month}月"
        case "week":
            end = day + timedelta(days=6)
            return f"{day.month}月{day.day}日至{end.month}月{end.day}日"
    return f"{day.year}年{day.month}月{day.day}日"
