"""What a call contributes. Every SELECT gives conversation_id, at, person, detail, amount (in thousandths).

subject: calls that ended and wanted somebody of the hotline, with `queued_at`, when they began to wait: when the first
agent was offered them, else when the exchange answered. A call that the exchange makes by itself about an order (a
survey: it has the order from its beginning, and never an agent) rings nobody back who was missed.
"""
# ruff: noqa: S608 - no value is written into these statements

from typing import Final

from models.figures.definition import Measure

SOURCES: Final = """
    subject AS MATERIALIZED (
        SELECT c.*, first.offered IS NOT NULL AS was_offered,
            coalesce(first.offered, c.answered_at, c.started_at) AS queued_at
        FROM call c CROSS JOIN LATERAL (SELECT least(min(e.at), c.agent_offered_at) AS offered FROM call_event e
            WHERE e.conversation_id = c.conversation_id AND e.kind = 'offered') first
        WHERE c.conversation_id = ANY(:ids) AND c.state = 'ended' AND c.direction = 'inbound'
            AND c.outcome NOT IN ('unknown_number', 'test')
    )
"""
_OUTCOMES: Final = {
    "talked": "话务员接听",
    "automatic": "自动受理",
    "silent": "无声",
    "abandoned": "放弃",
    "failed": "故障",
}


def _thousandths(begin: str, end: str) -> str:
    return f"(1000 * greatest(extract(epoch FROM {end} - {begin}), 0))::bigint"


_WAITED: Final = "c.agent_answered_at - c.queued_at"

MEASURES: Final = (
    Measure(
        "call", "call", "要求人工服务的来电", "来电时间",
        """SELECT c.conversation_id, c.started_at, c.agent_id, c.outcome, 1000 * (c.agent_answered_at IS NOT NULL)::int
            FROM subject c""",
        "1：话务员接听", _OUTCOMES,
    ),
    Measure(
        "wait", "call", "接通的来电", "来电时间",
        f"""SELECT c.conversation_id, c.started_at, c.agent_id,
                CASE WHEN {_WAITED} <= interval '15 seconds' THEN '15' WHEN {_WAITED} <= interval '20 seconds' THEN '20'
                ELSE 'more' END, {_thousandths("c.queued_at", "c.agent_answered_at")}
            FROM subject c WHERE c.agent_answered_at IS NOT NULL""",
        "等待的秒数", {"15": "15秒内", "20": "15至20秒", "more": "20秒以上"},
    ),
    Measure(
        "talk", "call", "接通的来电", "来电时间",
        f"""SELECT c.conversation_id, c.started_at, c.agent_id, '', {_thousandths("c.agent_answered_at", "c.ended_at")}
            FROM subject c WHERE c.agent_answered_at IS NOT NULL""",
        "通话的秒数",
    ),
    Measure(
        "abandoned", "call", "来电人挂断的来电", "来电时间",
        f"""SELECT c.conversation_id, c.started_at, NULL::bigint,
                CASE WHEN NOT c.was_offered AND c.intake IS NULL THEN 'greeting'
                WHEN c.ended_at - c.queued_at > interval '5 seconds' THEN 'late' ELSE 'early' END,
                {_thousandths("c.queued_at", "c.ended_at")}
            FROM subject c WHERE c.outcome = 'abandoned'""",
        "排队的秒数", {"greeting": "欢迎词中挂断", "early": "5秒以内", "late": "5秒以后"},
    ),
    Measure(
        "missed", "call", "漏接的来电", "来电结束时间",
        """SELECT c.conversation_id, c.ended_at, NULL::bigint,
                CASE WHEN c.caller_index IS NULL THEN 'hidden' ELSE 'known' END, 1000 * EXISTS (
                    SELECT FROM call b WHERE b.caller_index = c.caller_index AND b.direction = 'outbound'
                        AND NOT (b.order_id IS NOT NULL AND b.agent_id IS NULL)
                        AND b.started_at >= c.ended_at AND b.started_at <= c.ended_at + interval '30 minutes')::int
            FROM subject c WHERE c.outcome IN ('abandoned', 'silent', 'failed') AND c.agent_answered_at IS NULL""",
        "1：30分钟内回拨", {"known": "显示号码", "hidden": "不显示号码"},
    ),
)  # fmt: skip
