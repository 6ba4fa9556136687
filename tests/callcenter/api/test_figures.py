"""Figures over HTTP: what each is, tables, the rows behind a number, the export, the wallboard, and who sees what."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select, text

from models import clock, figures, hot_issues, orders
from models.callbacks import CallbackTask
from models.catalogue.tables import Category
from models.clock import LOCAL
from models.database import Store
from models.figures import METRICS
from models.orders import SYSTEM
from models.people import Role
from tests.callcenter.browser import Browser
from tests.models.callbacks.walk import CALLER, UNIT, answered, do

OTHER = "XNSZ006"
NEIGHBOUR = "421221"
"""Of the same class as UNIT."""
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=LOCAL)  # a Tuesday
GOOD = {"callback_method": "人工", "callback_solved": "已解决", "callback_score": 5}
BAD = {"callback_method": "人工", "callback_solved": "未解决", "callback_score": 1, "callback_reason": "还是不亮"}
WEEK = "from=2026-11-23&to=2026-11-29"


@pytest.fixture
def lived(store: Store) -> Iterator[list[str]]:
    """Four orders of two units: satisfied, confidential and dissatisfied, not called back, a draft; and one of the week
    before."""
    now = NOON - timedelta(days=7)
    with clock.running_from(lambda: now):
        numbers = [answered(store)]
    now = NOON
    with clock.running_from(lambda: now):
        numbers += [answered(store), answered(store, is_secret=True, caller_phone="13900001111")]
        do(store, numbers[1], "record_callback", CALLER, **GOOD)
        do(store, numbers[2], "record_callback", CALLER, **BAD)
        with store.transaction() as session:
            draft = {"lead_code": OTHER, "title": "噪声", "content": "夜里", "request_type": "咨询"}
            numbers.append(orders.create_draft(session, SYSTEM, **draft).order_no)
            other = orders.create_draft(session, SYSTEM, **draft).order_no
        do(store, other, "dispatch")
        figures.fold(store)
        yield [*numbers, other]


def table(browser: Browser, asked: str) -> dict:  # type: ignore[type-arg]
    answer = browser.get(f"/figures?{asked}")
    assert answer.status_code == 200, answer.text
    return answer.json()  # type: ignore[no-any-return]


def test_definitions_tell_everything(browser: Callable[..., Browser], store: Store) -> None:
    told = browser(Role.AUDITOR).get("/figures/definitions").json()
    by_key = {one["key"]: one for one in told["metrics"]}
    assert set(by_key) == set(METRICS)
    satisfied = by_key["satisfied_rate"]
    assert satisfied["name"] == "满意率"
    assert "unit" in satisfied["by"]
    assert "detail" not in satisfied["by"]
    assert by_key["rated"]["details"]["1"] == "非常不满意"
    assert by_key["quality_rate"]["by"][0] == "agent"
    for key, one in by_key.items():
        assert one["formula"], key
        with store.reading() as session:  # what is shown as SQL can be run
            statement = one["sql"].replace(":begin", "'2026-01-01'").replace(":end", "'2026-12-31'")
            if statement and not statement.startswith("--"):
                session.connection().exec_driver_sql(statement.replace("%", "%%"))


def test_a_table_by_unit_compared(browser: Callable[..., Browser], lived: list[str]) -> None:
    found = table(
        browser(Role.SUPERVISOR),
        f"metrics=requests,satisfied_rate,dispatched,composite&{WEEK}&by=unit&compare=previous,last_year",
    )
    rows = {row["key"]: row for row in found["rows"]}
    assert rows[UNIT]["values"]["requests"]["value"] == 2
    assert rows[OTHER]["values"]["dispatched"]["value"] == 1
    assert rows[""]["label"] == "未派单"
    satisfied = rows[UNIT]["values"]["satisfied_rate"]
    assert (satisfied["value"], satisfied["numerator"], satisfied["denominator"]) == (0.5, 1, 2)
    assert (satisfied["small_sample"], satisfied["rank"]) == (True, None)
    assert satisfied["last_year"] is None
    requests = found["total"]["values"]["requests"]
    assert (requests["value"], requests["previous"], requests["previous_change"]) == (4, 1, 3)
    assert (requests["last_year"], requests["last_year_change"]) == (0, None)
    assert rows[UNIT]["values"]["requests"]["share"] == 0.5
    assert found["previous"]["begin"] == "2026-11-16"
    assert found["folded_behind_s"] == 0
    assert rows[UNIT]["unit_class"] == "属地"


SPLITS = {
    "day": ("2026-11-24", 4), "week": ("2026-11-23", 4), "month": ("2026-11-01", 4), "hour": ("12", 4),
    "channel": ("phone", 4), "request_type": ("咨询", 2), "unit_class": ("属地", 2), "county": ("", 4),
    "category1": ("", 4), "detail": ("一般", 4), "agent": ("", 4),
}  # fmt: skip


def test_every_split_adds_up(browser: Callable[..., Browser], lived: list[str]) -> None:
    supervisor = browser(Role.SUPERVISOR)
    for by, (key, requests) in SPLITS.items():
        found = table(supervisor, f"metrics=requests&{WEEK}&by={by}")
        rows = {row["key"]: row["values"]["requests"]["value"] for row in found["rows"]}
        assert rows[key] == requests, by
        assert sum(rows.values()) == found["total"]["values"]["requests"]["value"] == 4
        for one, number in rows.items():
            listed = supervisor.get(f"/figures/rows?metric=requests&{WEEK}&by={by}&key={one}").json()
            assert (listed["total"], len(listed["items"])) == (number, number), (by, one)


PLACED = (
    ("020403", "421202001"), ("020403", "421202002"), ("020401", "421202"), ("020101", "421221001"), ("010101", None),
)  # fmt: skip
FILTERED = (
    ("category=020403", 2), ("category=0204,010101", 4), ("district=421202001", 1), ("district=421202", 3),
    ("unit_class=属地&category=02", 0),
)  # fmt: skip


def test_a_row_of_a_filtered_table_is_its_rows(browser: Callable[..., Browser], store: Store) -> None:
    """What the whole table filters holds for one row of it too, also where both are of one dimension."""
    with clock.running_from(lambda: NOON), store.transaction() as session:
        for category, place in PLACED:
            fields = {"title": "噪声", "content": "夜里", "category_code": category, "place_code": place}
            orders.create_draft(session, SYSTEM, **fields)
    figures.fold(store)
    supervisor = browser(Role.SUPERVISOR)
    for filters, requests in FILTERED:
        for by in ("category1", "category2", "category3", "county", "town", "unit", "unit_class", "hour", "agent"):
            asked = f"{WEEK}&by={by}&{filters}"
            found = table(supervisor, f"metrics=requests&{asked}")
            assert found["total"]["values"]["requests"]["value"] == requests, asked
            for row in found["rows"]:
                listed = supervisor.get(f"/figures/rows?metric=requests&{asked}&key={row['key']}").json()
                assert listed["total"] == row["values"]["requests"]["value"], (asked, row["key"])
    beside = supervisor.get(f"/figures/rows?metric=requests&{WEEK}&by=category1&category=020403&key=01").json()
    assert (beside["total"], beside["items"]) == (0, [])


NO_ROWS = (
    ("day", "x"), ("day", "2026-11-22"), ("week", "2026-11-24"), ("year", "9999-12-31"), ("hour", "24"), ("agent", "x"),
    ("agent", "²"),
)  # fmt: skip


def test_a_row_that_no_table_has_is_refused(browser: Callable[..., Browser]) -> None:
    supervisor = browser(Role.SUPERVISOR)
    for by, key in NO_ROWS:
        refused = supervisor.get(f"/figures/rows?metric=requests&{WEEK}&by={by}&key={key}")
        assert (refused.status_code, refused.json()["code"]) == (422, "figure-not-split"), (by, key)


def test_days_stand_beside_those_of_the_compared_period(browser: Callable[..., Browser], lived: list[str]) -> None:
    """The order of a week before stands beside the same weekday; what has nothing to stand beside has null, not 0."""
    supervisor = browser(Role.SUPERVISOR)
    found = table(supervisor, f"metrics=requests&{WEEK}&by=day&compare=previous")
    told = {row["key"]: row["values"]["requests"] for row in found["rows"]}
    assert [told[key]["previous"] for key in sorted(told)] == [0, 1, 0, 0, 0, 0, 0]
    assert told["2026-11-24"]["previous_change"] == 3
    march = "from=2026-03-01&to=2026-03-31"
    found = table(supervisor, f"metrics=requests&{march}&by=day&compare=previous")
    last = [row["values"]["requests"] for row in found["rows"]][27:]
    assert [(value["previous"], value["previous_change"]) for value in last] == [(0, None), *[(None, None)] * 3]
    found = table(supervisor, "metrics=requests&from=2027-01-01&to=2027-12-31&by=quarter&compare=last_year")
    assert [row["values"]["requests"]["last_year"] for row in found["rows"]] == [0, 0, 0, 5]


def test_a_number_is_its_rows(browser: Callable[..., Browser], lived: list[str]) -> None:
    """A confidential order counts; who may not see it is not told which."""
    asked = f"/figures/rows?metric=satisfied_rate&part=denominator&{WEEK}&by=unit&key={UNIT}"
    found = browser(Role.SUPERVISOR).get(asked).json()
    assert (found["total"], found["count"]) == (2, 2)
    assert {row["order_no"] for row in found["items"]} == set(lived[1:3])
    assert {row["detail"] for row in found["items"]} == {"非常满意", "非常不满意"}
    masked = browser(Role.ADMINISTRATOR).get(asked).json()
    assert masked["total"] == 2
    assert [row["order_no"] for row in masked["items"] if row["masked"]] == [None]
    auditor = browser(Role.AUDITOR)
    first = auditor.get(f"{asked}&limit=1").json()
    second = auditor.get(f"{asked}&limit=1&cursor={first['next']}").json()
    assert second["next"] is None
    assert {first["items"][0]["order_no"], second["items"][0]["order_no"]} == set(lived[1:3])


def test_a_unit_sees_its_own(browser: Callable[..., Browser], lived: list[str]) -> None:
    head = browser(Role.DEPARTMENT_HEAD, unit=UNIT)
    found = table(head, f"metrics=requests,satisfied_rate&{WEEK}&by=unit")
    assert [row["key"] for row in found["rows"]] == [UNIT]
    assert found["total"]["values"]["requests"]["value"] == 2
    for by, key in (("unit", OTHER), ("unit", ""), ("unit_class", "市直"), ("day", "2026-11-24"), ("channel", "phone")):
        listed = head.get(f"/figures/rows?metric=requests&{WEEK}&by={by}&key={key}").json()
        mine = by in ("day", "channel")
        assert (listed["total"], len(listed["items"])) == ((2, 2) if mine else (0, 0)), (by, key)
        assert OTHER not in str(listed)
    for asked in (f"metrics=requests&{WEEK}&unit={OTHER}", f"metrics=answered&{WEEK}"):
        refused = head.get(f"/figures?{asked}")
        assert (refused.status_code, refused.json()["code"]) == (422, "figure-not-split")


def test_a_units_place_is_that_in_its_whole_class(browser: Callable[..., Browser], store: Store) -> None:
    """Also where only its own figures are asked for, or may be seen: of the others it tells how many they are."""
    with clock.running_from(lambda: NOON):
        for unit, urged in ((UNIT, 2), (NEIGHBOUR, 1), (OTHER, 0)):
            for number in range(3):
                fields = {"title": "路灯不亮", "content": "永安大道", "request_type": "投诉", "lead_code": unit}
                with store.transaction() as session:
                    order = orders.create_draft(session, SYSTEM, **fields).order_no
                do(store, order, "dispatch")
                if number < urged:
                    do(store, order, "urge", reason="久未办理")
    figures.fold(store)
    asked = f"metrics=urges,dispatched&{WEEK}&by=unit&compare=previous"
    supervisor, head = browser(Role.SUPERVISOR), browser(Role.DEPARTMENT_HEAD, unit=UNIT)
    found = {row["key"]: row["values"]["urges"] for row in table(supervisor, asked)["rows"]}
    assert [(found[unit]["rank"], found[unit]["ranked_of"]) for unit in (UNIT, NEIGHBOUR, OTHER)] == [
        (2, 2), (1, 2), (1, 1),
    ]  # fmt: skip
    for person, narrowed in ((head, ""), (supervisor, f"&unit={UNIT}"), (supervisor, f"&unit={UNIT},{OTHER}")):
        told = table(person, asked + narrowed)
        urges = {row["key"]: row["values"]["urges"] for row in told["rows"]}
        assert urges == {unit: found[unit] | {"share": urges[unit]["share"]} for unit in urges}
        assert told["total"]["values"]["urges"]["value"] == 2
        assert NEIGHBOUR not in str(told)


REFUSED = (
    (f"metrics=nothing&{WEEK}", 404, "metric-unknown"),
    (f"metrics=answered&{WEEK}&by=unit", 422, "figure-not-split"),
    (f"metrics=satisfied_rate&{WEEK}&by=detail", 422, "figure-not-split"),
    (f"metrics=answered&{WEEK}&category=01", 422, "figure-not-split"),
    ("metrics=requests&from=2026-02-01&to=2026-01-01", 422, "period-invalid"),
    ("metrics=requests&from=2020-01-01&to=2026-01-01&by=day", 422, "period-invalid"),
    ("metrics=requests&from=9999-12-01&to=9999-12-31", 422, "period-invalid"),
    ("metrics=requests&from=0001-01-01&to=0001-01-31&compare=previous", 422, "period-invalid"),
    ("metrics=requests&from=1999-12-31&to=2000-01-31", 422, "period-invalid"),
    ("metrics=requests&from=2100-12-01&to=2101-01-01", 422, "period-invalid"),
)


def test_what_has_no_answer_says_why(browser: Callable[..., Browser]) -> None:
    supervisor = browser(Role.SUPERVISOR)
    for asked, status, code in REFUSED:
        refused = supervisor.get(f"/figures?{asked}")
        assert (refused.status_code, refused.json()["code"]) == (status, code), asked


def test_the_export_holds_the_table_and_its_definitions(browser: Callable[..., Browser], lived: list[str]) -> None:
    answer = browser(Role.SUPERVISOR).get(f"/figures/export?metrics=requests,satisfied_rate&{WEEK}&by=unit")
    book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    table = book.get_sheet_by_name("数据").to_python()
    assert table[2][:3] == ["承办单位", "受理诉求量", "满意率"]
    assert ["合计", 4, 0.5] in [row[:3] for row in table]
    assert "满意率" in [row[0] for row in book.get_sheet_by_name("指标说明").to_python()]


def test_the_wallboard_tells_today_and_its_age(browser: Callable[..., Browser], lived: list[str]) -> None:
    told = browser(Role.SUPERVISOR).get("/figures/wallboard").json()
    assert told["age_s"] <= 1
    assert (told["today"]["received"], told["today"]["dispatched"], told["today"]["closed"]) == (4, 3, 1)
    assert (told["queue_length"], told["rate_15s_now"]) == (0, None)
    assert sum(row["count"] for row in told["by_hour"]) == 4
    assert len(told["ticker"]) == 4  # the week before's too, the confidential one never
    assert told["alarms"] == []


def test_the_wall_shows_nobody(browser: Callable[..., Browser], store: Store) -> None:
    """An alert is called by words that may be shown, without names, doors and plates; else by its category."""
    told = "张伟三3栋501室鄂A12345夜里施工"
    with clock.running_from(lambda: NOON):
        with store.transaction() as session:
            fields = {"content": "夜里施工", "category_code": "020403"}
            seen = orders.create_draft(session, SYSTEM, title=told, caller_name="张伟三", **fields)
            secret = orders.create_draft(session, SYSTEM, title="李科长家违建", is_secret=True, **fields)
            numbers = [seen.order_no, secret.order_no]
            for key, title in (("issue a", told), ("issue b", "李科长家违建")):
                hot_issues.raise_alert(session, key, "值班长", title=title, reasons=[], order_nos=numbers)
            category = session.get_one(Category, "020403").name
        figures.fold(store)
        alarms = {alarm["text"] for alarm in browser(Role.SUPERVISOR).get("/figures/wallboard").json()["alarms"]}
    assert f"热点预警：{category}" in alarms
    (other,) = alarms - {f"热点预警：{category}"}
    assert "夜里施工" in other
    assert not [word for word in ("张伟三", "3栋", "501", "12345", "李科长") if word in other]


def test_the_wallboard_tells_that_it_is_behind(browser: Callable[..., Browser], store: Store) -> None:
    with clock.running_from(lambda: NOON):
        answered(store)
    with store.transaction() as session:  # and nobody has folded for two minutes
        session.execute(text("UPDATE figure_due SET at = at - interval '2 minutes'"))
    told = browser(Role.SUPERVISOR).get("/figures/wallboard").json()
    assert 120 < told["folded_behind_s"] < 150
    assert [alarm["level"] for alarm in told["alarms"]] == ["red"]


def test_who_takes_an_old_call_back_does_not_make_the_wallboard_late(
    browser: Callable[..., Browser], store: Store
) -> None:
    with clock.running_from(lambda: NOON):
        answered(store)
    figures.fold(store)
    with clock.running_from(lambda: NOON + timedelta(days=2)):
        with store.reading() as session:
            task = session.scalars(select(CallbackTask.id)).one()
        assert browser(Role.CALLBACK_AGENT).post(f"/callbacks/{task}/take").status_code == 200
        with store.reading() as session:
            assert session.scalar(text("SELECT count(*) FROM figure_due")) == 1
        told = browser(Role.SUPERVISOR).get("/figures/wallboard").json()
    assert told["folded_behind_s"] < 30
    assert told["alarms"] == []
