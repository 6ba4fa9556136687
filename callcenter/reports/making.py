"""From a form, its days and what it is about to a content: every figure comes from `models.figures`."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from callcenter.reports import span
from callcenter.reports.asked import Asking
from callcenter.reports.content import Content, Section
from callcenter.reports.forms import Form
from callcenter.reports.sections import SECTIONS, definitions
from models import catalogue, clock
from models.catalogue import versions
from models.catalogue.tables import Category
from models.figures import METRICS, Filters, Period, Question
from models.figures.folding import behind_s
from models.orders import OrderEvent


class TopicUnknown(Exception):
    """A special report is about a matter of the city's list."""

    code, status = "report-topic-unknown", 422


def check(form: Form, period: Period) -> None:
    """Whether every figure of it can be told of these days. Raises `FigureError`, which says why not."""
    for part in form.parts:
        if part.metrics:
            Question(part.metrics, period, part.by or None, part.compare).checked()


def make(session: Session, form: Form, period: Period, topic: str = "") -> Content:
    """The report. topic: the code of a matter (or its beginning) of which alone it is; "" all.

    The books should be folded before (`models.figures.fold`); as_of says how far they had come. Raises `TopicUnknown`,
    and `FigureError` where a figure cannot be told of these days.
    """
    check(form, period)
    about = _called(session, topic)
    asking = Asking(session, period, Filters(category=(topic,) if topic else ()))
    as_of = clock.now() - timedelta(seconds=behind_s(session))
    city = catalogue.setting(session, "name")
    used = tuple(dict.fromkeys(key for part in form.parts for key in part.metrics))
    sections = tuple(
        Section(
            part.heading,
            tuple(
                definitions(asking, part, tuple(_told(used)))
                if part.kind == "definitions"
                else SECTIONS[part.kind](asking, part)
            ),
        )
        for part in form.parts
    )
    return Content(
        form=form.key,
        title=f"{city}12345政务服务便民热线{about}{form.name}",
        issuer=f"{city}12345政务服务便民热线",
        period=span.name(form.span, period),
        begin=period.begin,
        end=period.end,
        as_of=as_of,
        data_version=_version(session),
        sections=sections,
    )


def _told(used: tuple[str, ...]) -> Iterator[str]:
    """Of a composed score its parts too."""
    seen: set[str] = set()
    for key in used:
        for one in (key, *METRICS[key].mix):
            if one not in seen:
                seen.add(one)
                yield one


def _version(session: Session) -> str:
    """How far the orders' timeline and the city's data had come: with it somebody can say what the figures knew."""
    step = session.scalar(select(func.max(OrderEvent.id))) or 0
    return f"工单时间线第 {step} 步，城市数据第 {versions.newest(session)} 版"


def _called(session: Session, topic: str) -> str:
    if not topic:
        return ""
    found = session.get(Category, topic)
    if found is None:
        raise TopicUnknown(f"没有代码为“{topic[:20]}”的事项，请从事项分类中选择")
    return f"“{found.name}”"
