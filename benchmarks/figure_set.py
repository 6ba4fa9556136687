"""Many orders' lives for the bench of figures, made inside PostgreSQL: ten years, whatever their number.

Seven of ten are answered at the desk; the others are sent, signed, replied, called back and closed. Units, matters and
places are skewed as real ones are: the first of n has about 1/ln n of all. Rows have what figures read, no more.
"""

import sys
import time
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from psycopg import ClientCursor
from psycopg.types.json import Jsonb

from models.database import Store
from models.orders.form import BLANK

BEGIN: Final = datetime(2016, 12, 31, 16, tzinfo=UTC)  # midnight in Shanghai
SPAN: Final = timedelta(days=3652)
_CHUNK: Final = 250_000
_OWN: Final = (
    "id", "order_no", "state", "channel", "request_type", "urgency", "category_code", "title", "content", "place_code",
    "lead_code", "accepted_at", "dispatched_at", "due_at", "original_due_at", "replied_at", "closed_at",
    "callback_solved", "callback_score", "version", "head_hash", "created_at", "updated_at",
)  # fmt: skip
_BESIDE: Final = {name: value for name, value in BLANK.items() if name not in _OWN}


def _picked(name: str, salt: int) -> str:
    """One of an array, skewed, by the order's number alone."""
    drawn = _drawn(salt)
    return f"{name}[1 + floor(5 * power((cardinality({name}) + 5) / 5.0, {drawn}) - 5)::int]"


def _drawn(salt: int) -> str:
    return f"((hashint8extended(n, {salt}) & 1048575) / 1048576.0)"


_LIVES: Final = f"""
    CREATE TABLE bench_life AS SELECT n, at,
        {_picked("units", 1)} AS unit, {_picked("categories", 2)} AS category, {_picked("places", 3)} AS place,
        CASE WHEN {_drawn(4)} < 0.92 THEN 'phone' ELSE {_picked("channels", 5)} END AS channel,
        {_picked("types", 6)} AS request_type, CASE WHEN {_drawn(7)} < 0.97 THEN '一般' ELSE '紧急' END AS urgency,
        {_drawn(8)} < 0.7 AS direct, at + interval '150 minutes' * {_drawn(9)} AS sent,
        at + interval '4 hours' + interval '1 day' * {_drawn(10)} AS signed,
        at + interval '1 day' + interval '5 days' * {_drawn(11)} AS replied,
        CASE WHEN {_drawn(12)} < 0.85 THEN 5 - ({_drawn(13)} * 3)::int ELSE 1 END AS score
    FROM (SELECT n, %(begin)s::timestamptz + %(span)s::interval * (n / %(rows)s::float8) AS at
        FROM generate_series(%(first)s, %(last)s) n) numbered,
        (SELECT %(units)s::text[] AS units, %(categories)s::text[] AS categories, %(places)s::text[] AS places,
            array['website', 'app', 'qr', 'province', 'people_board', 'counter'] AS channels,
            array['咨询', '投诉', '求助', '举报', '建议', '表扬'] AS types) of
"""
_BYTES: Final = "'\\x'::bytea"
_ORDERS: Final = """
    INSERT INTO work_order ({columns})
    SELECT n, 'BK' || n, CASE WHEN direct THEN 'direct_answered' ELSE 'closed' END, channel, request_type, urgency,
        category, '路灯不亮', '', place, CASE WHEN NOT direct THEN unit END, at, CASE WHEN NOT direct THEN sent END,
        CASE WHEN NOT direct THEN at + interval '5 days' END, CASE WHEN NOT direct THEN at + interval '5 days' END,
        CASE WHEN direct THEN at ELSE replied END, CASE WHEN NOT direct THEN replied + interval '1 day' END,
        CASE WHEN NOT direct THEN CASE WHEN score > 1 THEN '已解决' ELSE '未解决' END END,
        CASE WHEN NOT direct THEN score END, 2, '\\x'::bytea, at, at, {beside}
    FROM bench_life
"""
_STEPS: Final = f"""
    INSERT INTO order_event (order_id, order_no, seq, at, actor_name, actor_role, verb, from_state, to_state, changes,
        due_after, prev_hash, hash)
    SELECT n, 'BK' || n, seq, step.at, '', 'system', verb, before, after, changes, due, {_BYTES}, {_BYTES}
    FROM bench_life CROSS JOIN LATERAL (VALUES
        (1, bench_life.at, 'create', NULL, 'draft', '{{}}'::jsonb, NULL::timestamptz),
        (2, bench_life.at + interval '4 minutes', 'answer', 'draft', 'direct_answered', '{{}}'::jsonb, NULL)
    ) step(seq, at, verb, before, after, changes, due) WHERE direct
    UNION ALL
    SELECT n, 'BK' || n, seq, step.at, '', 'system', verb, before, after, changes, due, {_BYTES}, {_BYTES}
    FROM bench_life CROSS JOIN LATERAL (VALUES
        (1, bench_life.at, 'create', NULL, 'draft', '{{}}'::jsonb, NULL::timestamptz),
        (2, sent, 'dispatch', 'draft', 'dispatched',
            jsonb_build_object('lead_code', jsonb_build_array(NULL, unit)), bench_life.at + interval '5 days'),
        (3, signed, 'sign', 'dispatched', 'handling', '{{}}'::jsonb, NULL),
        (4, replied, 'reply', 'handling', 'replied', '{{}}'::jsonb, NULL),
        (5, replied + interval '1 hour', 'accept_reply', 'replied', 'callback', '{{}}'::jsonb, NULL),
        (6, replied + interval '1 day', 'record_callback', 'callback', 'closed', '{{}}'::jsonb, NULL)
    ) step(seq, at, verb, before, after, changes, due) WHERE NOT direct
"""
_CLOCKS: Final = """
    INSERT INTO order_clock (order_id, kind, owner, started_at, due, original_due, warn_at, stopped_at)
    SELECT n, kind, unit, sent, limits.due, limits.due, limits.due, stopped
    FROM bench_life CROSS JOIN LATERAL (VALUES
        ('sign', at + interval '1 day', signed), ('reply', at + interval '5 days', replied)
    ) limits(kind, due, stopped) WHERE NOT direct
"""
_TASKS: Final = """
    INSERT INTO callback_task (order_id, seq, kind, state, ways, hours, days, way, attempts, next_at, result,
        created_at, ended_at)
    SELECT n, 5, 'callback', 'done', '[]', '', '', 'person', 0, replied, 'reached', replied + interval '1 hour',
        replied + interval '1 day' FROM bench_life WHERE NOT direct
"""
_ANSWERS: Final = """
    INSERT INTO callback_answer (order_id, seq, at, method, solved, score)
    SELECT n, 6, replied + interval '1 day', '人工', CASE WHEN score > 1 THEN '已解决' ELSE '未解决' END, score
    FROM bench_life WHERE NOT direct
"""
_KEPT: Final = (
    "ix_work_order_accepted_id",
    "ix_work_order_lead_id",
    "ix_work_order_category_id",
    "ix_order_clock_order_id",
    "ix_work_order_citizen_id",
    "ix_work_order_state_id",
    "ix_work_order_due",
)
"""Of the raw tables' indexes, those that plain SQL over them and the wallboard use; none of the others is asked for."""


class FigureSet:
    """rows: orders. The codes are those of the store's city."""

    def __init__(self, store: Store, rows: int) -> None:
        self.rows = rows
        self.end = BEGIN + SPAN
        with store.reading() as session:
            connection = session.connection()

            def codes(question: str) -> list[str]:
                return [row[0] for row in connection.exec_driver_sql(question)]

            self.units = codes("SELECT code FROM department ORDER BY md5(code)")
            self.categories = codes("SELECT code FROM category WHERE level = 3 ORDER BY md5(code)")
            self.places = codes("SELECT code FROM division WHERE level = 'town' ORDER BY md5(code)")

    def load(self, store: Store) -> None:
        """Writes all rows; ends with the indexes and ANALYZE."""
        raw = store.engine.raw_connection()
        try:
            cursor: Any = raw.cursor()
            cursor.execute("SET session_replication_role = replica")  # no triggers, no marks: it is rebuilt afterwards
            cursor.execute("SET synchronous_commit = off")
            cursor.execute("SET maintenance_work_mem = '512MB'")
            kept = _dropped_indexes(cursor)
            for first in range(1, self.rows + 1, _CHUNK):
                began = time.monotonic()
                self._chunk(cursor, first, min(first + _CHUNK - 1, self.rows))
                raw.commit()
                print(f"{first + _CHUNK - 1} orders, {time.monotonic() - began:.0f} s", file=sys.stderr)
            for definition in kept:
                cursor.execute(definition)
            cursor.execute(f"ALTER TABLE work_order ALTER COLUMN id RESTART WITH {self.rows + 1}")
            raw.commit()
            raw.driver_connection.autocommit = True  # type: ignore[union-attr]
            for table in ("work_order", "order_event", "order_clock", "callback_task", "callback_answer"):
                cursor.execute(f"VACUUM (ANALYZE) {table}")
        finally:
            raw.invalidate()
            raw.close()

    def _chunk(self, cursor: Any, first: int, last: int) -> None:
        values = {
            "begin": BEGIN, "span": SPAN, "rows": self.rows, "first": first, "last": last, "units": self.units,
            "categories": self.categories, "places": self.places,
        }  # fmt: skip
        cursor.execute("DROP TABLE IF EXISTS bench_life")
        cursor.execute(_literal(cursor, _LIVES, values))
        beside = [Jsonb(value) if isinstance(value, list | dict) else value for value in _BESIDE.values()]
        filled = _ORDERS.format(columns=", ".join((*_OWN, *_BESIDE)), beside=", ".join(["%s"] * len(beside)))
        cursor.execute(filled, beside)
        for insert in (_STEPS, _CLOCKS, _TASKS, _ANSWERS):
            cursor.execute(insert)


def _literal(cursor: Any, statement: str, values: dict[str, Any]) -> str:
    """CREATE TABLE AS takes no parameters on the wire."""
    return ClientCursor(cursor.connection).mogrify(statement, values)


def _dropped_indexes(cursor: Any) -> list[str]:
    """Drops what no constraint needs; the definitions of those that come back."""
    cursor.execute(
        "SELECT i.indexname, i.indexdef FROM pg_indexes i WHERE i.tablename IN"
        " ('work_order', 'order_event', 'order_clock', 'callback_task', 'callback_answer', 'callback_attempt')"
        " AND i.schemaname = 'public' AND i.indexname LIKE 'ix_%'"
    )
    found = cursor.fetchall()
    for name, _ in found:
        cursor.execute(f"DROP INDEX {name}")
    return [definition for name, definition in found if name in _KEPT]
