"""The wallboard: read at most once a second in a process, whoever looks at it; every answer says its age."""

import threading
import time
from collections.abc import Mapping
from typing import Final

from sqlalchemy.orm import Session

from callcenter.api.figures.labels import labels
from callcenter.api.figures.shapes import AgentStates, AlarmBody, CountBody, TickerBody, TodayBody, Wallboard
from callcenter.channels.alarms import ALARMS
from callcenter.matters.public_titles import public_title
from models import channel_alarms, hot_issues
from models.catalogue.choices import CHANNELS
from models.database import Store
from models.figures.live import Live, live
from models.orders import WorkOrder

_FRESH_S: Final = 0.4
_TOP: Final = 8
_ALARMS: Final = 8
_LATE_S: Final = 30.0


class Latest:
    """The last reading of a process; whoever asks within its freshness shares it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._read_at = 0.0
        self._body: Wallboard | None = None

    def of(self, store: Store) -> Wallboard:
        """At most a second old."""
        with self._lock:
            now = time.monotonic()
            if self._body is None or now - self._read_at > _FRESH_S:
                with store.reading() as session:
                    self._body, self._read_at = body(session), now
            age = round(time.monotonic() - self._read_at, 3)
            return self._body.model_copy(update={"age_s": age})


def body(session: Session) -> Wallboard:
    """Read now."""
    now = live(session)
    return Wallboard(
        as_of=now.at,
        age_s=0.0,
        folded_behind_s=round(now.behind_s, 3),
        queue_length=now.queue,
        longest_wait_s=round(now.waits_s, 1),
        live_calls=now.live_calls,
        agents=AgentStates(**{name: now.agents.get(name, 0) for name in AgentStates.model_fields}),
        rate_15s_now=now.within_15_s[0],
        rate_15s_24h=now.within_15_s[1],
        answered_24h=now.answered_24h,
        today=TodayBody(
            **{name: now.today[name] for name in ("received", "dispatched", "closed", "answered", "urgent")},
            overdue=sum(now.overdue.values()),
            open=now.open,
        ),
        by_district=_counts(session, "county", _counties(now.by_district)),
        by_channel=_counts(session, "channel", now.by_channel),
        by_hour=[
            CountBody(key=f"{hour:02}", label=f"{hour:02}时", count=now.by_hour.get(f"{hour:02}", 0))
            for hour in range(24)
        ],
        top_categories=_counts(session, "category3", {code: n for code, n in now.by_category.items() if code}, _TOP),
        units_overdue=_counts(session, "unit", now.overdue, _TOP),
        ticker=_ticker(session, now),
        alarms=[*_late(now), *_alarms(session)],
    )


def _counties(by_town: Mapping[str, int]) -> dict[str, int]:
    found: dict[str, int] = {}
    for code, count in by_town.items():
        found[code[:6]] = found.get(code[:6], 0) + count
    return found


def _counts(session: Session, by: str, counts: Mapping[str, int], most: int | None = None) -> list[CountBody]:
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:most]
    called = labels(session, by, [key for key, _ in ordered])
    return [CountBody(key=key, label=called[key], count=count) for key, count in ordered]


def _ticker(session: Session, now: Live) -> list[TickerBody]:
    categories = labels(session, "category3", {one.category for one in now.newest})
    places = labels(session, "county", {one.district[:6] for one in now.newest})
    return [
        TickerBody(
            at=one.at,
            channel=CHANNELS.get(one.channel, one.channel),
            category=categories[one.category] if one.category else "",
            district=places[one.district[:6]] if one.district else "",
        )
        for one in now.newest
    ]


def _late(now: Live) -> list[AlarmBody]:
    """Figures that are behind what happens: the background jobs do not run, or cannot keep up."""
    if now.behind_s < _LATE_S:
        return []
    words = f"统计数据滞后 {round(now.behind_s)} 秒，请系统管理员检查后台任务（hotline worker）"
    return [AlarmBody(at=now.at, level="red", text=words)]


def _alarms(session: Session) -> list[AlarmBody]:
    """Alerts of hot issues that nobody has taken note of, and channels that are not well; the newest first."""
    hot = [
        AlarmBody(
            at=alert.raised_at,
            level="red",
            text=f"热点预警：{public_title(session, alert.title, WorkOrder.order_no.in_(alert.order_nos))}",
        )
        for alert in hot_issues.alerts(session, _ALARMS)
        if alert.seen_at is None
    ]
    ill = [
        AlarmBody(
            at=alarm.raised_at,
            level="yellow",
            text=f"{CHANNELS.get(alarm.channel, alarm.channel)}：{ALARMS[alarm.kind].name}",
        )
        for alarm in channel_alarms.open_alarms(session)
    ]
    return sorted([*hot, *ill], key=lambda alarm: alarm.at, reverse=True)[:_ALARMS]
