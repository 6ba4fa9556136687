"""What a new version means for orders: new ones follow it, running ones keep what they were decided with."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from models import catalogue, clock, clocks, events, orders
from models.catalogue import Author, Book, Source, units, versions
from models.clock import LOCAL
from models.database import Store
from models.orders import SYSTEM, Actor, FieldInvalid, WorkOrder
from models.orders.replay import row
from tests.models.catalogue.test_versions import edited

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=LOCAL)
TODAY = MONDAY.date()
CLERK = Actor(None, "李工", "clerk", "XNSZ030")
BOSS = Actor(None, "王主管", "supervisor")


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with clock.running_from(lambda: MONDAY):
        yield


def made(store: Store, **form: object) -> WorkOrder:
    given = {"title": "易地搬迁", "content": "搬迁房漏水", "request_type": "求助", "lead_code": "XNSZ030", **form}
    with store.transaction() as session:
        return orders.create_draft(session, SYSTEM, **given)  # type: ignore[arg-type]


def do(store: Store, order: WorkOrder, verb: str, actor: Actor = SYSTEM, **fields: object) -> WorkOrder:
    with store.transaction() as session:
        return orders.apply(session, actor, order.order_no, verb, None, **fields)  # type: ignore[arg-type]


def sent(store: Store, **form: object) -> WorkOrder:
    return do(store, made(store, **form), "dispatch")


def now_says(store: Store, *edits: tuple[str, str, dict[str, str]]) -> None:
    with store.transaction() as session:
        book: Book = versions.present(session)
        for sheet, key, cells in edits:
            book = edited(book, sheet, key, **cells)
        versions.apply(session, book, Author(None, "管理员甲"), Source("控制台"))


def merged(store: Store) -> None:
    """乡村振兴局 becomes a part of 农业农村局."""
    now_says(store, ("departments", "XNSZ030", {"valid_to": "2026-11-23", "successor": "XNSZ018"}))


def test_a_unit_that_was_merged_in_mid_order(store: Store) -> None:
    running, waiting = sent(store), made(store, assist_codes=["XNSZ030", "XNSZ026"], guidance_code="XNSZ030")
    merged(store)
    with store.reading() as session:
        kept = orders.get(session, running.order_no)
        assert (kept.lead_code, kept.city_version) == ("XNSZ030", 1)
        assert units.names_then(session, ["XNSZ030"], 1, TODAY) == {
            "XNSZ030": "咸宁市乡村振兴局（现 咸宁市农业农村局）"
        }
    assert do(store, running, "sign", CLERK).state == "handling"
    new = do(store, waiting, "dispatch")
    assert (new.lead_code, new.assist_codes, new.guidance_code) == ("XNSZ018", ["XNSZ018", "XNSZ026"], "XNSZ018")
    assert {(part.department_code, part.role) for part in new.assignments} == {
        ("XNSZ018", "lead"),
        ("XNSZ026", "assist"),
    }
    assert new.city_version == 2
    with store.reading() as session:
        step = orders.timeline(session, new.id)[-1]
        assert step.changes["lead_code"] == ["XNSZ030", "XNSZ018"]
        assert step.changes["city_version"] == [1, 2]
    added = do(store, running, "sub_dispatch", CLERK, add_units=["XNSZ030"])
    assert added.assist_codes == ["XNSZ018"]


def test_routing_knows_the_successor_by_the_old_names(store: Store) -> None:
    merged(store)
    with store.reading() as session:
        words = catalogue.read_vocabulary(session)
    assert "XNSZ030" not in words.departments
    assert {"咸宁市乡村振兴局", "扶贫办"} <= set(words.departments["XNSZ018"].aliases)
    assert [rule.guidance for rule in words.duty if rule.code == "D1107"] == ["XNSZ018"]


def test_a_unit_that_ended_without_a_successor_gets_nothing_new(store: Store) -> None:
    now_says(store, ("departments", "XNSZ024", {"valid_to": "2026-11-23"}))
    order = made(store, lead_code="XNSZ024")
    with pytest.raises(FieldInvalid, match="XNSZ024 不存在或已撤销，且没有继任单位"):
        do(store, order, "dispatch")
    with store.reading() as session:
        assert units.names(session, ["XNSZ024", "XNSZ026", "X"], TODAY) == {
            "XNSZ024": "咸宁市审计局（已撤销）",
            "XNSZ026": "咸宁市市场监督管理局",
        }


def test_a_unit_under_another_name_is_shown_as_it_was_and_is(store: Store) -> None:
    order = sent(store, lead_code="XNSZ031")
    now_says(store, ("departments", "XNSZ031", {"name": "咸宁市数据局"}))
    with store.reading() as session:
        assert units.names_then(session, ["XNSZ031"], order.city_version, TODAY) == {
            "XNSZ031": "咸宁市政务服务和大数据管理局（现 咸宁市数据局）"
        }
        assert units.names_then(session, ["XNSZ031"], 2, TODAY) == {"XNSZ031": "咸宁市数据局"}
        assert units.names_then(session, ["XNSZ031"], None, TODAY) == {"XNSZ031": "咸宁市数据局"}


def test_a_change_ahead_of_its_day(store: Store) -> None:
    now_says(store, ("departments", "XNSZ030", {"valid_to": "2026-12-01", "successor": "XNSZ018"}))
    assert sent(store).lead_code == "XNSZ030"
    with clock.running_from(lambda: MONDAY + timedelta(days=8)):
        assert sent(store).lead_code == "XNSZ018"


def test_a_retired_category_stays_readable_and_cannot_be_chosen(store: Store) -> None:
    old = made(store, category_code="110701")
    now_says(store, ("categories", "110701", {"active": "否"}))
    with pytest.raises(FieldInvalid, match="110701 不存在或已停用"):
        made(store, category_code="110701")
    other = made(store)
    for verb in ("edit", "dispatch"):
        with pytest.raises(FieldInvalid, match="已停用"):
            do(store, other, verb, category_code="110701")
    assert do(store, old, "dispatch", category_code="110701").category_code == "110701"  # it had it already
    with pytest.raises(FieldInvalid, match="999999 不存在"):
        made(store, category_code="999999")


def test_limits_of_running_orders_stay(store: Store) -> None:
    """The extension, too, is that of the policy with which the order was decided."""
    order = sent(store)
    now_says(store, ("limits", "L019-2026", {"span": "9wd", "extension": "-"}))
    assert sent(store).due_at > order.due_at + timedelta(days=5)
    order = do(store, order, "sign", CLERK)
    order = do(store, order, "request_extension", CLERK, extension_days=3, extension_code="complex")
    longer = do(store, order, "grant_extension", BOSS)
    assert longer.due_at > order.due_at
    with store.reading() as session:
        asked = orders.timeline(session, order.id)[-2]
        assert (asked.reason, asked.changes["extension_code"]) == ("情况复杂，需多部门会商", [None, "complex"])


def test_a_duty_entry_has_a_limit_of_its_own(store: Store) -> None:
    """For an ordinary order of its matter and lead; not for an urgent one, nor where another unit leads."""
    water = {"category_code": "120101", "lead_code": "XNGY002"}
    order = sent(store, **water)
    assert (order.limit_code, order.due_at and order.due_at.astimezone(LOCAL).day) == ("D1201", 24)
    assert sent(store, **water, urgency="特急").limit_code == "L047-2026"
    assert sent(store, category_code="120101", lead_code="421202").limit_code == "L019-2026"
    now_says(store, ("duty", "S04021", {"limit": "5wd"}))
    lid = {"category_code": "020402", "lead_code": "XNGY001"}
    advice = {"evidence": [{"kind": "rule", "ref": "S04021", "text": "", "weight": 1.0}]}
    assert sent(store, **lid, advice=advice).limit_code == "S04021"
    assert sent(store, **lid).limit_code == "L019-2026"  # a rule with words counts only where it was the proposal's


def test_office_hours_are_the_citys(store: Store) -> None:
    before = sent(store)
    now_says(store, ("city", "office_hours", {"value": "10:00-11:00"}))
    after = sent(store)
    with store.reading() as session:
        due = {order.order_no: {c.kind: c.due for c in clocks.running(session, order.id)} for order in (before, after)}
    assert due[before.order_no]["sign"] == MONDAY.replace(hour=16, minute=30)  # 4 working hours
    assert due[after.order_no]["sign"] == MONDAY.replace(day=26, hour=11)


def test_reasons_are_the_citys(store: Store) -> None:
    order = do(store, sent(store), "sign", CLERK)
    basis = {"return_basis": "三定方案"}
    with pytest.raises(FieldInvalid, match="退单原因应为 不属本单位职责、"):
        do(store, order, "request_return", CLERK, return_reason="lazy", **basis)
    row = {"list": "return", "code": "moved", "name": "职能已划转", "route": "", "excludes": "", "active": "是"}
    now_says(store, ("reasons", "return.moved", row), ("reasons", "return.not_ours", {"active": "否"}))
    with pytest.raises(FieldInvalid, match="职能已划转"):
        do(store, order, "request_return", CLERK, return_reason="not_ours", **basis)
    assert do(store, order, "request_return", CLERK, return_reason="moved", **basis).state == "return_requested"


def test_a_code_tells_what_nobody_wrote(store: Store) -> None:
    order = do(store, sent(store), "sign", CLERK)
    answer = {"reply_text": "已回复", "public_reply_text": "已回复", "found_true": "属实", "contacted": False}
    answer |= {"solved": "未解决", "unsolved_code": "funds"}
    assert do(store, order, "reply", CLERK, **answer).unsolved_reason == "资金未落实"


def test_limits_counted_by_weekends_are_counted_again_once_the_year_is_known(store: Store) -> None:
    """Sent on the last day of 2026, before anybody had entered that 1 January 2027 (a Friday) is off."""
    at = datetime(2026, 12, 31, 16, 0, tzinfo=LOCAL)

    def dues() -> dict[str, str]:
        with store.reading() as session:
            found = clocks.running(session, order.id)
            return {one.kind: one.due.astimezone(LOCAL).strftime("%m-%d %H:%M") for one in found}

    def again() -> int:
        with store.transaction() as session:
            return clocks.recount(session)

    with clock.running_from(lambda: at):
        order = sent(store)
        assert dues() == {"sign": "01-01 11:00", "return": "01-01 23:59", "first_contact": "01-01 23:59",
                          "reply": "01-05 23:59"}  # fmt: skip
        assert again() == 0  # nobody knows more yet
        guessed = dues()
        with store.transaction() as session:
            orders.apply(session, orders.SYSTEM, order.order_no, "recount", None, reason="再算一次")
        assert dues() == guessed
        off = {"day": "2027-01-01", "working": "否", "name": "元旦"}
        now_says(store, ("calendar", "2027-01-01", off))
        assert [again(), again()] == [1, 0]
        assert dues() == {"sign": "01-04 11:00", "return": "01-04 23:59", "first_contact": "01-04 23:59",
                          "reply": "01-06 23:59"}  # fmt: skip
        with store.reading() as session:
            kept, step = orders.get(session, order.order_no), orders.timeline(session, order.id)[-1]
            assert kept.due_at == kept.original_due_at == order.due_at + timedelta(days=1)
            assert kept.return_until is not None
            assert kept.return_until.astimezone(LOCAL).day == 4
            assert (step.verb, step.due_before, step.due_after) == ("recount", order.due_at, kept.due_at)
            assert set(step.changes["recounted"][1]) == {"sign", "return", "first_contact", "reply"}
            assert orders.replay(orders.timeline(session, order.id)) == row(kept)
            alarms = [event.data for event in events.after(session, 0) if event.topic == "alarm"]
        assert [alarm.get("cleared", False) for alarm in alarms] == [False, True]
        later = sent(store)  # and what is sent from now on needs no guess
        with store.reading() as session:
            assert all(one.guessed_from is None for one in clocks.running(session, later.id))


def test_a_guess_goes_with_its_extension_and_stays_in_an_order_that_has_ended(store: Store) -> None:
    with clock.running_from(lambda: datetime(2026, 12, 31, 16, 0, tzinfo=LOCAL)):
        order, ended = do(store, sent(store), "sign", CLERK), sent(store)
        order = do(store, order, "request_extension", CLERK, extension_days=2, reason="备料")
        order = do(store, order, "grant_extension", BOSS)
        do(store, ended, "cancel", BOSS, reason="重复登记")
        now_says(store, ("calendar", "2027-01-01", {"day": "2027-01-01", "working": "否", "name": "元旦"}))
        with store.transaction() as session:
            assert clocks.recount(session) == 2
        with store.reading() as session:
            kept = orders.get(session, order.order_no)
            assert kept.due_at is not None
            assert kept.original_due_at is not None
            assert (kept.due_at.astimezone(LOCAL).day, kept.original_due_at.astimezone(LOCAL).day) == (8, 6)
