"""The units to which an order could go, at most nine: one key each. First the proposal, then rules, then what was done
with similar orders; a unit that returned the order stands last and says so."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from callcenter.dispatching.duties import Duty
from models.orders import WorkOrder
from models.search import SimilarOrder

MOST: Final = 9


@dataclass
class Candidate:
    """A lead with the assistants and guidance that come with it, and why (Chinese)."""

    lead: str
    assist: tuple[str, ...] = ()
    guidance: str | None = None
    why: list[str] = field(default_factory=list)
    returned: bool = False


def candidates(order: WorkOrder, duties: Sequence[Duty], similar: Sequence[SimilarOrder]) -> list[Candidate]:
    """The likeliest first; `order.assignments` must be loaded."""
    found: dict[str, Candidate] = {}
    barred = order.accused_code if order.is_secret else None

    def add(lead: str | None, why: str, assist: Sequence[str] = (), guidance: str | None = None) -> None:
        if lead and lead != barred:  # nobody is sent a confidential complaint against himself
            found.setdefault(lead, Candidate(lead, tuple(assist), guidance)).why.append(why)

    advised = (order.advice or {}).get("departments") or {}
    if advised.get("lead"):
        helpers = [unit["code"] for unit in advised.get("assist") or ()]
        add(advised["lead"]["code"], "系统建议", helpers, (advised.get("guidance") or {}).get("code"))
    for duty in duties:
        if duty.applies:
            add(duty.lead, f"派单目录 {duty.code}", duty.assist, duty.guidance)
    for duty in duties:
        if duty.applies:
            add(duty.guidance, f"派单目录 {duty.code} 业务指导")
    for unit, count in Counter(one.lead_code for one in similar).most_common():
        add(unit, f"相似工单 {count} 件")
    gone = {part.department_code for part in order.assignments if part.role == "lead" and part.state == "returned"}
    for lead in gone & found.keys():
        found[lead].returned = True
        found[lead].why.append("该单位已退单")
    return sorted(found.values(), key=lambda one: one.returned)[:MOST]
