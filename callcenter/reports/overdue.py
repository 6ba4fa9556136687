"""Orders whose time was up within the period and that are not answered: the longest first."""

from sqlalchemy import func, select

from callcenter.reports.asked import Asking
from callcenter.reports.content import Block, Cell, Column, Number, Table
from callcenter.reports.days import end_of
from callcenter.reports.forms import Part
from models import clock
from models.catalogue.tables import Department
from models.orders import WorkOrder
from models.orders.publicity import MAY_BE_SHOWN
from models.privacy import public_text
from models.search.filters import OWED


def overdue(asking: Asking, part: Part) -> list[Block]:
    """As it is when the report is made; what is not for the public is counted and not named.

    Of a period that still runs nothing is late that is not due yet, and the days are those until now.
    """
    until = min(end_of(asking.period), clock.now())
    late = [WorkOrder.state.in_(OWED), WorkOrder.due_at < until, *asking.of_topic()]
    count = asking.session.scalar(select(func.count()).select_from(WorkOrder).where(*late)) or 0
    if not count:
        return ["截至本报告生成时，没有到期仍未答复的工单。"]
    wanted = (
        select(WorkOrder, Department.name)
        .outerjoin(Department, Department.code == WorkOrder.lead_code)
        .where(*late, MAY_BE_SHOWN)
        .order_by(WorkOrder.due_at, WorkOrder.id)
        .limit(part.most)
    )
    columns = (
        Column("工单编号", 2.5, number=False), Column("标题", 2.0, number=False), Column("主办单位", 1.6, number=False),
        Column("期限", 1.35, number=False), Column("超期天数", 1.15),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for order, unit in asking.session.execute(wanted):
        assert order.due_at is not None  # by the condition
        days = (until - order.due_at).total_seconds() / 86_400
        due = order.due_at.astimezone(clock.LOCAL)
        title = order.public_title or public_text(order.title, (order.caller_name,))
        rows.append((order.order_no, title, unit or "—", f"{due:%m-%d %H:%M}", Number(float(int(days)), "count")))
    told = f"截至本报告生成时，到期仍未答复的工单共 {count} 件" + (
        f"，其中 {len(rows)} 件如下。" if rows else "，均为不公开的工单，不列名。"
    )
    return [told, Table("", columns, tuple(rows))] if rows else [told]
