"""What an order contributes. Every SELECT gives order_id, at, unit, person, detail, amount (in thousandths).

They read what `SOURCES` prepares of the orders at hand (`:ids`):
told: what the timeline tells of an order as a whole; subject: the order, with `final`, the state in which it ended or
is (of an archived one that of before); step: its steps, with `lead_then`, the unit that had it after the step, `round`,
how often it had been sent, and `returns`, how often before the step an answer or a refusal had gone back to review;
moment: the verbs of an instant (several steps may share one); due: its limits, with the verbs by which they stopped and
the round; ending: the step that brought it to `final`.
"""
# ruff: noqa: S608 - no value is written into these statements

from typing import Final

from models.figures.definition import Measure

_SENDING: Final = "('dispatch', 'rule', 'redo', 'reopen')"
_DISPATCHING: Final = "('dispatch', 'rule')"
_RETURNING: Final = "from_state IN ('direct_answered', 'not_accepted') AND to_state = 'review'"

SOURCES: Final = f"""
    step AS MATERIALIZED (
        SELECT *, max(lead) OVER (PARTITION BY order_id, leads) AS lead_then,
            count(*) FILTER (WHERE verb IN {_SENDING}) OVER (PARTITION BY order_id ORDER BY seq) AS round,
            count(*) FILTER (WHERE {_RETURNING}) OVER (PARTITION BY order_id ORDER BY seq
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS returns
        FROM (
            SELECT order_id, seq, at, verb, from_state, to_state, actor_id, due_after,
                changes -> 'lead_code' ->> 1 AS lead, (changes -> 'contact_at' ->> 1)::timestamptz AS contact_at,
                count(changes -> 'lead_code' ->> 1) OVER (PARTITION BY order_id ORDER BY seq) AS leads
            FROM order_event WHERE order_id = ANY(:ids)
        ) told_of
    ),
    told AS MATERIALIZED (
        SELECT order_id, bool_or(verb = 'cancel') AS cancelled, min(actor_id) FILTER (WHERE seq = 1) AS creator,
            (array_agg(from_state ORDER BY seq DESC) FILTER (WHERE verb = 'archive'))[1] AS archived_from
        FROM step GROUP BY order_id
    ),
    subject AS MATERIALIZED (
        SELECT o.id, o.accepted_at, o.urgency, o.master_id, o.citizen_id, o.category_code, o.redo_count, o.reopen_count,
            o.is_secret, o.is_anonymous, o.excluded_from, o.original_due_at,
            CASE WHEN o.dispatched_at IS NULL THEN NULL ELSE o.lead_code END AS unit, told.creator,
            CASE WHEN o.state = 'archived' THEN told.archived_from ELSE o.state END AS final,
            coalesce(told.cancelled, false) AND (o.state = 'cancelled' OR told.archived_from = 'cancelled') AS void
        FROM work_order o LEFT JOIN told ON told.order_id = o.id WHERE o.id = ANY(:ids)
    ),
    moment AS MATERIALIZED (
        SELECT order_id, at, array_agg(verb) AS verbs, max(round) AS round, max(contact_at) AS contact_at
        FROM step GROUP BY order_id, at
    ),
    due AS MATERIALIZED (
        SELECT c.id, c.order_id, c.kind, c.owner, c.due, c.started_at, c.stopped_at, c.red_at IS NOT NULL AS red,
            coalesce(stop.verbs, '{{}}') AS stopped_by, stop.contact_at, begin.round
        FROM order_clock c
        LEFT JOIN moment stop ON stop.order_id = c.order_id AND stop.at = c.stopped_at
        LEFT JOIN moment begin ON begin.order_id = c.order_id AND begin.at = c.started_at
        WHERE c.order_id = ANY(:ids) AND c.kind IN ('sign', 'reply', 'first_contact')
    ),
    answer AS MATERIALIZED (
        SELECT DISTINCT ON (order_id, round) * FROM due WHERE kind = 'reply' ORDER BY order_id, round, id DESC
    ),
    ending AS MATERIALIZED (
        SELECT DISTINCT ON (s.order_id) s.order_id, s.at, s.actor_id, s.verb
        FROM step s JOIN subject o ON o.id = s.order_id
        WHERE s.to_state = o.final AND s.from_state IS DISTINCT FROM s.to_state ORDER BY s.order_id, s.seq DESC
    )
"""


def counts(item: str) -> str:
    """Not excluded from this item of the assessment (`catalogue.choices.ASSESSMENT_ITEMS`)."""
    return f"NOT o.excluded_from ?| array['all', '{item}']"


def _once() -> str:
    """Neither done again nor asked again: the same citizen about the same matter within 30 days."""
    return """(o.redo_count = 0 AND o.reopen_count = 0 AND NOT EXISTS (
            SELECT FROM work_order again
            WHERE again.citizen_id = o.citizen_id AND again.id <> o.id AND again.category_code = o.category_code
                AND again.accepted_at > e.at AND again.accepted_at <= e.at + interval '720 hours'
                AND NOT EXISTS (SELECT FROM order_event v WHERE v.order_id = again.id AND v.verb = 'cancel')))"""


def _overlay(kind: str, detail: str = "''", counts: str = "true") -> str:
    return f"""SELECT o.id, v.at, v.department_code, v.actor_id, {detail}, 0
        FROM subject o JOIN order_overlay v ON v.order_id = o.id
        WHERE v.kind = '{kind}' AND v.act = 'done' AND {counts}"""


_URGENCY: Final = {"一般": "一般", "紧急": "紧急", "特急": "特急"}
_ENDS: Final = {
    "closed": "办结",
    "direct_answered": "直接答复",
    "not_accepted": "不予受理",
    "emergency": "紧急转接",
}

MEASURES: Final = (
    Measure(
        "received", "order", "受理的诉求", "受理时间",
        """SELECT o.id, o.accepted_at, o.unit, o.creator, o.urgency, 1000 * (o.master_id IS NOT NULL)::int
            FROM subject o WHERE NOT o.void""",
        "1：并入其他工单", _URGENCY,
    ),
    Measure(
        "direct", "order", "直接答复的诉求", "受理时间",
        """SELECT o.id, o.accepted_at, o.unit, e.actor_id, o.urgency, 0
            FROM subject o JOIN ending e ON e.order_id = o.id WHERE o.final = 'direct_answered'""",
        "", _URGENCY,
    ),
    Measure(
        "closed", "order", "办结的诉求", "办结时间",
        f"""SELECT o.id, e.at, o.unit, e.actor_id, o.final, 1000 * {_once()}::int
            FROM subject o JOIN ending e ON e.order_id = o.id
            WHERE o.final IN ('closed', 'direct_answered', 'not_accepted', 'emergency')""",
        "1：一次办结", _ENDS,
    ),
    Measure(
        "withdrawn", "order", "撤诉的诉求", "撤诉时间",
        """SELECT o.id, e.at, o.unit, e.actor_id, '', 0
            FROM subject o JOIN ending e ON e.order_id = o.id WHERE o.final = 'cancelled' AND NOT o.void""",
    ),
    Measure(
        "dispatched", "order", "首次派出的工单", "首次派出时间",
        f"""SELECT o.id, s.at, s.lead_then, s.actor_id, o.urgency, 1000 * (s.at - o.accepted_at <=
                CASE WHEN o.urgency = '一般' THEN interval '120 minutes' ELSE interval '30 minutes' END)::int
            FROM subject o JOIN step s ON s.order_id = o.id WHERE s.round = 1 AND s.verb IN {_SENDING}""",
        "1：及时派出", _URGENCY,
    ),
    Measure(
        "sent_right", "order", "首次派出的工单", "首次派出时间",
        f"""SELECT o.id, s.at, s.lead_then, s.actor_id, '', 1000 * (sent.units = 1)::int
            FROM subject o JOIN step s ON s.order_id = o.id
            JOIN (SELECT order_id, count(DISTINCT lead_then) AS units FROM step WHERE verb IN {_DISPATCHING}
                GROUP BY order_id) sent ON sent.order_id = o.id
            WHERE s.round = 1 AND s.verb IN {_SENDING}""",
        "1：没有更换主办单位",
    ),
    Measure(
        "sent", "order", "派出", "派出时间",
        f"""SELECT o.id, s.at, s.lead_then, s.actor_id, s.verb, 0
            FROM subject o JOIN step s ON s.order_id = o.id
            WHERE s.verb IN {_SENDING} AND {counts("returns")}""",
        "", {"dispatch": "派单", "rule": "裁定", "redo": "重办", "reopen": "重启"},
    ),
    Measure(
        "return", "order", "退单申请", "申请时间",
        f"""SELECT o.id, v.at, v.department_code, v.actor_id, coalesce(v.detail ->> 'code', ''), 1000 * coalesce((
                SELECT n.act = 'refused' OR (n.kind = 'arbitration' AND n.department_code = v.department_code)
                FROM order_overlay n WHERE n.order_id = v.order_id AND n.id > v.id AND (
                    (n.kind = 'return_request' AND n.act <> 'asked') OR (n.kind = 'arbitration' AND n.act = 'done'))
                ORDER BY n.id LIMIT 1), false)::int
            FROM subject o JOIN order_overlay v ON v.order_id = o.id
            WHERE v.kind = 'return_request' AND v.act = 'asked' AND {counts("returns")}""",
        "1：被驳回或裁定维持",
    ),
    Measure(
        "sign", "order", "派出（签收时限）", "签收时限",
        f"""SELECT o.id, d.due, d.owner, NULL::bigint, '', 1000 * coalesce(d.stopped_at <= d.due, false)::int
            FROM subject o JOIN due d ON d.order_id = o.id
            WHERE d.kind = 'sign' AND (d.red OR 'sign' = ANY(d.stopped_by)) AND {counts("signing")}""",
        "1：按时签收",
    ),
    Measure(
        "reply", "order", "派出（办理期限）", "办理期限",
        f"""SELECT o.id, d.due, d.owner, NULL::bigint,
                CASE WHEN EXISTS (SELECT FROM order_overlay v WHERE v.order_id = o.id AND v.kind = 'extension'
                    AND v.act = 'granted' AND v.at >= d.started_at AND v.at <= coalesce(d.stopped_at, 'infinity'))
                THEN 'extended' ELSE 'plain' END,
                1000 * coalesce(d.stopped_at <= d.due, false)::int
            FROM subject o JOIN answer d ON d.order_id = o.id
            WHERE (d.red OR d.stopped_by && array['reply', 'sign_off']) AND {counts("on_time")}""",
        "1：按时答复", {"plain": "未延期", "extended": "经批准延期"},
    ),
    Measure(
        "reply_original", "order", "派出（原定期限）", "原定办理期限",
        f"""SELECT o.id, w.due, d.owner, NULL::bigint, '', 1000 * coalesce(d.stopped_at <= w.due, false)::int
            FROM subject o JOIN answer d ON d.order_id = o.id
            JOIN LATERAL (SELECT CASE WHEN d.round <= 1 THEN o.original_due_at ELSE (
                SELECT max(s.due_after) FROM step s
                WHERE s.order_id = o.id AND s.round = d.round AND s.verb IN {_SENDING}) END AS due) w
                ON w.due IS NOT NULL
            WHERE (d.red OR d.stopped_by && array['reply', 'sign_off']) AND {counts("on_time")}""",
        "1：原定期限前答复",
    ),
    Measure(
        "contact", "order", "派出（先行联系时限）", "先行联系时限",
        f"""SELECT o.id, d.due, d.owner, NULL::bigint, '', 1000 * coalesce(d.contact_at <= d.due, false)::int
            FROM subject o JOIN due d ON d.order_id = o.id
            WHERE d.kind = 'first_contact' AND NOT o.is_secret AND NOT o.is_anonymous AND {counts("contact")}
                AND (d.red OR d.contact_at IS NOT NULL OR d.stopped_by && array['reply', 'sign_off'])""",
        "1：时限前联系",
    ),
    Measure("redo", "order", "重办", "重办时间", _overlay("redo", "coalesce(v.detail ->> 'time', '1')", counts("redo")),
            "", {"1": "第一次", "2": "第二次"}),
    Measure("supervision", "order", "督办", "督办时间", _overlay("supervision")),
    Measure("urge", "order", "催办", "催办时间", _overlay("urge")),
)  # fmt: skip
