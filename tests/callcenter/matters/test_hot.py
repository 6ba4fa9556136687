"""Hot issues as rows: they keep their identity over restarts, alerts are raised once and grow."""

from datetime import timedelta

from callcenter.matters.hot import HotWatch
from models import clock, events, hot_issues
from models.database import Store
from models.hot_issues import HotAlert
from tests.callcenter.assist.test_current import say
from tests.callcenter.matters.demands_of_people import LAMP, PIPE, PIPE_OTHERS, reported


def alerts(store: Store) -> list[HotAlert]:
    with store.reading() as session:
        return list(hot_issues.alerts(session))


def neighbours(store: Store, count: int = 5) -> list[str]:
    return [reported(store, text, f"1380000001{n}") for n, text in enumerate(PIPE_OTHERS[:count])]


def test_neighbours_make_an_issue_and_five_of_them_an_alert(store: Store) -> None:
    lamp = reported(store, LAMP, "13800000009", place_code="421202101", category_code="020403")
    told = neighbours(store, 4)
    watch = HotWatch(store)
    assert watch.round() == 5
    assert alerts(store) == []
    told.append(reported(store, PIPE, "13800000020"))
    watch.round()
    with store.reading() as session:
        (issue,) = hot_issues.listing(session)
        assert (issue.count, issue.people) == (5, 5)
        assert {one.order_no for one in hot_issues.orders_of(session, issue.id)} == set(told) - {lamp}
        topics = [event.topic for event in events.after(session, 0)]
    by_key = {alert.key.split()[0]: alert for alert in alerts(store)}
    assert by_key["matter"].order_nos == told
    assert "2 小时内 5 人反映（阈值 5 人）" in by_key["matter"].reasons
    assert topics.count("hot.alert") == len(alerts(store))


def test_the_city_sets_how_many_people_are_a_crowd(store: Store) -> None:
    say(store, "matters", "M06", people="3")
    neighbours(store, 3)
    HotWatch(store).round()
    assert {alert.reasons[0] for alert in alerts(store)} == {"2 小时内 3 人反映（阈值 3 人）"}


def test_an_issue_outlives_its_process_and_its_alert_grows(store: Store) -> None:
    neighbours(store)
    HotWatch(store).round()
    raised = {alert.id: len(alert.order_nos) for alert in alerts(store)}
    with store.reading() as session:
        (before,) = hot_issues.listing(session)
    reported(store, PIPE, "13800000020")
    HotWatch(store).round()  # another process, which knows the rows only
    with store.reading() as session:
        (after,) = hot_issues.listing(session)
    assert (after.id, after.count) == (before.id, 6)
    assert {alert.id: len(alert.order_nos) - 1 for alert in alerts(store)} == raised


def test_one_person_calling_often_is_no_crowd(store: Store) -> None:
    for text in PIPE_OTHERS:
        reported(store, text)
    assert HotWatch(store).round() == len(PIPE_OTHERS)
    assert alerts(store) == []


def test_more_than_usual_is_told_and_old_orders_are_left_alone(store: Store) -> None:
    reported(store, LAMP, at=clock.now() - timedelta(days=30))  # so long are orders counted
    neighbours(store)
    assert HotWatch(store).round() == len(PIPE_OTHERS)
    (alert,) = alerts(store)
    assert alert.reasons[-1] == "2 小时内 5 件，过去 4 周同时段平均 0.0 件（z=5.0）"


def test_a_single_threat_is_told_at_once(store: Store) -> None:
    reported(store, "再不给我解决我就从楼上跳下去，我不想活了", "13800000030")
    HotWatch(store).round()
    (alert,) = alerts(store)
    assert alert.level == "突发事件报告"
    assert alert.reasons == ["危险信号：扬言伤害自己或他人"]
