"""What a hot issue or its alert is called where everybody may read it: on the wall, in a report."""

from collections import Counter
from typing import Final

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from models.catalogue.tables import Category
from models.orders import WorkOrder
from models.orders.publicity import MAY_BE_SHOWN
from models.privacy import public_text
from routing.hot_issues.title import shortened

_READ: Final = 200
_NAMELESS: Final = "同类诉求"


def public_title(session: Session, title: str, of: ColumnElement[bool]) -> str:
    """The title without what tells who somebody is; of: its orders.

    A title is the words of one of its orders. Where none of those has it that may be shown, it is the name of the
    category that most of them have.
    """
    wanted = (
        select(WorkOrder.title, WorkOrder.caller_name, WorkOrder.category_code)
        .where(of, MAY_BE_SHOWN)
        .order_by((WorkOrder.title == title).desc(), WorkOrder.id)
        .limit(_READ)
    )
    shown = session.execute(wanted).all()
    if any(title in (words, shortened(words)) for words, _, _ in shown):
        return public_text(title, [name for _, name, _ in shown])
    codes = Counter(code for _, _, code in shown if code)
    category = session.get(Category, codes.most_common(1)[0][0]) if codes else None
    return category.name if category is not None else _NAMELESS
