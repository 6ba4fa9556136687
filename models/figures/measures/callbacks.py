"""What asking the citizen brings (docs/callbacks.md). The SELECTs are as those of `orders`, and read its sources too.

rated: the rating of each time that an order was worked on (sent to a unit, or looked at by the hotline once more): the
last word of its verification, counted when it was given. What was said after a rating stood (`rate_again`) is kept and
does not count.
"""
# ruff: noqa: S608 - no value is written into these statements

from typing import Final

from models.figures.definition import Measure
from models.figures.measures.orders import counts

SOURCES: Final = """
    rated AS MATERIALIZED (
        SELECT DISTINCT ON (order_id, round, returns) * FROM (
            SELECT a.order_id, coalesce(s.round, 0) AS round, coalesce(s.returns, 0) AS returns, a.seq, a.score,
                a.solved, s.lead_then, s.actor_id,
                min(a.at) OVER asked AS at, max(a.reason_code) OVER asked AS reason
            FROM callback_answer a LEFT JOIN step s ON s.order_id = a.order_id AND s.seq = a.seq
            WHERE a.order_id = ANY(:ids)
                AND coalesce(s.verb, 'rate') IN ('record_callback', 'rate', 'verify_rating', 'verify_ended')
            WINDOW asked AS (PARTITION BY a.order_id, coalesce(s.round, 0), coalesce(s.returns, 0))
        ) said ORDER BY order_id, round, returns, seq DESC
    )
"""

MEASURES: Final = (
    Measure(
        "callback_due", "order", "应当回访的工单", "开始回访的时间",
        """SELECT o.id, t.created_at, o.unit, t.agent_id, '',
                1000 * (t.state IN ('done', 'unreached') OR t.attempts > 0)::int
            FROM subject o JOIN callback_task t ON t.order_id = o.id
            WHERE t.kind = 'callback' AND t.state NOT IN ('skipped', 'dropped')""",
        "1：已经回访",
    ),
    Measure(
        "callback", "order", "结束回访的工单", "结束回访的时间",
        """SELECT o.id, t.ended_at, o.unit, t.agent_id, coalesce(t.result, ''), 1000 * (t.state = 'done')::int
            FROM subject o JOIN callback_task t ON t.order_id = o.id
            WHERE t.kind = 'callback' AND t.state IN ('done', 'unreached')""",
        "1：联系上并答复", {
            "reached": "已接通", "no_answer": "无人接听", "busy": "占线", "machine": "语音信箱",
            "wrong_number": "号码有误", "refused": "拒绝回访", "failed": "未能呼出", "unanswered": "未回应评价邀请",
        },
    ),
    Measure(
        "rating", "order", "满意度评价", "评价时间",
        f"""SELECT o.id, r.at, CASE WHEN r.round > 0 THEN r.lead_then END, r.actor_id, r.score::text, 1000 * r.score
            FROM subject o JOIN rated r ON r.order_id = o.id WHERE r.score IS NOT NULL AND {counts("satisfied")}""",
        "分数", {"5": "非常满意", "4": "满意", "3": "基本满意", "2": "不满意", "1": "非常不满意"},
    ),
    Measure(
        "dissatisfied", "order", "不满意评价", "评价时间",
        f"""SELECT o.id, r.at, CASE WHEN r.round > 0 THEN r.lead_then END, r.actor_id, coalesce(r.reason, ''), 0
            FROM subject o JOIN rated r ON r.order_id = o.id WHERE r.score < 3 AND {counts("satisfied")}""",
    ),
    Measure(
        "solved", "order", "对是否解决的评价", "评价时间",
        f"""SELECT o.id, r.at, CASE WHEN r.round > 0 THEN r.lead_then END, r.actor_id, r.solved,
                CASE r.solved WHEN '已解决' THEN 1000 WHEN '部分解决' THEN 500 ELSE 0 END
            FROM subject o JOIN rated r ON r.order_id = o.id WHERE r.solved IS NOT NULL AND {counts("solved")}""",
        "1：已解决；0.5：部分解决", {"已解决": "已解决", "部分解决": "部分解决", "未解决": "未解决"},
    ),
)  # fmt: skip
