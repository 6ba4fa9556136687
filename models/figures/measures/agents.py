"""What an agent's stretch of time contributes: its part of every hour. Gives stretch_id, at, person, detail, amount."""

from typing import Final

from models.figures.definition import Measure

SOURCES: Final = """
    subject AS MATERIALIZED (SELECT * FROM agent_stretch WHERE id = ANY(:ids) AND ended_at > began_at)
"""

MEASURES: Final = (
    Measure(
        "time", "stretch", "话务员的时间", "所在小时",
        """SELECT t.id, greatest(t.began_at, h.hour), t.user_id, t.state,
                (1000 * extract(epoch FROM least(t.ended_at, h.hour + interval '1 hour')
                    - greatest(t.began_at, h.hour)))::bigint
            FROM subject t CROSS JOIN LATERAL generate_series(date_trunc('hour', t.began_at, 'Asia/Shanghai'),
                t.ended_at - interval '1 microsecond', interval '1 hour') h(hour)""",
        "秒数", {"not_ready": "示忙", "ready": "就绪", "ringing": "振铃", "talking": "通话", "wrap_up": "整理"},
    ),
)  # fmt: skip
