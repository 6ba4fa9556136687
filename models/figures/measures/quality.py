"""What an inspection (质检) contributes: one posting, with the call or with the order that was drawn.

Counted when it was first scored, with the marks that hold now: those of the decision where an appeal was granted. Its
person is the agent whose call or order it is.
"""
# ruff: noqa: S608 - no value is written into these statements

from typing import Final

from models.figures.definition import Measure

_VERDICTS: Final = {"passed": "合格", "failed": "不合格"}


def _inspected(subject: str, unit: str = "") -> str:
    """The SELECT for a column of `quality_inspection`; unit: what stands between instant and person."""
    return f"""SELECT i.{subject}, s.at, {unit} i.agent_id,
                CASE WHEN coalesce(d.passed, s.passed) THEN 'passed' ELSE 'failed' END,
                round(1000 * coalesce(d.score, s.score)::numeric)::bigint
            FROM quality_inspection i JOIN quality_step s ON s.inspection_id = i.id AND s.act = 'scored'
            LEFT JOIN quality_step d ON d.inspection_id = i.id AND d.act = 'revised'
            WHERE i.{subject} = ANY(:ids)"""


CALLS: Final = Measure(
    "inspected_call",
    "call",
    "质检过的通话",
    "评分时间",
    _inspected("conversation_id"),
    "评分（申诉改判的以改判为准）",
    _VERDICTS,
)
ORDERS: Final = Measure(
    "inspected_order", "order", "质检过的工单", "评分时间", _inspected("order_id", "NULL::text,"),
    "评分（申诉改判的以改判为准）", _VERDICTS,
)  # fmt: skip
MEASURES: Final = (CALLS, ORDERS)
