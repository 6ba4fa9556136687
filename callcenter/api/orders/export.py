"""A list of orders as an Excel file: what the user may see, masked as on the screen, and written down."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final

import xlsxwriter
from sqlalchemy.orm import Session

from callcenter.api.orders import present
from callcenter.api.orders.shapes import OrderSummary
from callcenter.api.orders.wanted import Wanted, reach, said
from callcenter.web.access import Access
from callcenter.web.excel_file import to_be_sent
from callcenter.web.problem import Problem
from models import clock, search
from models.clock import LOCAL
from models.search import OrderExport

MOST: Final = 50_000
"""Orders in one file; Excel opens more only slowly, and nobody reads them."""

_COLOURS: Final = {"none": "", "green": "正常", "yellow": "临期", "red": "超期"}
_COLUMNS: Final[tuple[tuple[str, int, Callable[[OrderSummary], str | datetime | None]], ...]] = (
    ("工单编号", 22, lambda order: order.order_no),
    ("状态", 10, lambda order: order.state_name),
    ("标题", 40, lambda order: order.title),
    ("诉求类型", 10, lambda order: order.request_type),
    ("紧急程度", 10, lambda order: order.urgency),
    ("来源渠道", 12, lambda order: order.channel),
    ("分类编码", 10, lambda order: order.category.code if order.category else ""),
    ("分类", 36, lambda order: " / ".join(order.category.path) if order.category else ""),
    ("主办单位", 24, lambda order: order.lead.name if order.lead else ""),
    ("地点", 30, lambda order: order.place_text),
    ("来电号码", 14, lambda order: order.caller),
    ("受理时间", 18, lambda order: order.accepted_at),
    ("办理时限", 18, lambda order: order.due_at),
    ("时限状态", 10, lambda order: _COLOURS[order.due_colour]),
    ("待人工原因", 20, lambda order: order.wait_reason),
    ("保密", 6, lambda order: "是" if order.is_secret else ""),
)


def written(session: Session, access: Access, wanted: Wanted) -> Path:
    """The file, which the caller deletes. Raises `export-too-large` with the count and the limit.

    Texts are written as texts: one that begins with = is no formula.
    """
    orders = reach(session, access, wanted)
    if orders is not None and (count := search.count(session, orders, MOST + 1)) > MOST:
        raise Problem(
            "export-too-large", f"符合条件的工单超过 {MOST} 件，请缩小范围后再导出", limit=MOST, at_least=count
        )
    with to_be_sent("export") as path:
        rows = 0
        book = xlsxwriter.Workbook(path, {"constant_memory": True, "default_date_format": "yyyy-mm-dd hh:mm"})
        sheet, bold = book.add_worksheet("工单"), book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        for column, (name, width, _) in enumerate(_COLUMNS):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, name, bold)
        for chunk in search.every(session, orders, MOST, wanted.sort) if orders is not None else ():
            for order in present.summaries(session, chunk):
                rows += 1
                for column, (_, _, value) in enumerate(_COLUMNS):
                    cell = value(order)
                    if isinstance(cell, datetime):
                        sheet.write_datetime(rows, column, cell.astimezone(LOCAL).replace(tzinfo=None))
                    elif cell:
                        sheet.write_string(rows, column, cell)
        book.close()
        session.add(
            OrderExport(
                at=clock.now(),
                user_id=access.user.id,
                user_name=access.user.name,
                user_role=access.user.role,
                filter=said(wanted),
                rows=rows,
            )
        )
    return path
