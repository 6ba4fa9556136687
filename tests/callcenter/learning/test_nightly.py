"""What dispatchers correct today is in tomorrow's model: real orders, the real job, the clock moved to the night."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from callcenter.assist.current import CurrentAdviser
from callcenter.intake import message
from callcenter.learning.collecting import collected
from callcenter.settings import Settings
from models import clock, intake, jobs
from models.clock import LOCAL
from models.database import Store
from models.intake import Channel, Submission
from models.learning import LearningNight, ShadowProposal
from models.orders import WorkOrder
from models.people import Role
from routing.learning import Shelf
from routing.versions import Versions
from tests.callcenter.browser import Browser
from tests.routing.learning.few import CODES

PHONE = "13812345678"
WORDS = f"龙舟赛看台太陡站不稳，我叫张三丰，电话{PHONE}"
RIGHT, UNIT = "030101", "421202"
DAY = datetime(2026, 11, 25, 10, tzinfo=LOCAL)
NIGHT = datetime(2026, 11, 26, 2, 11, tzinfo=LOCAL)


def order_of(store: Store, adviser: CurrentAdviser, number: int, words: str = WORDS) -> str:
    """A website's demand, advised and laid before a person."""
    text = f"{words}，第{number}次反映"
    with store.transaction() as session:
        submission = Submission(Channel.WEBSITE, f"{words[:4]}{number}", text, clock.now(), citizen_phone=PHONE)
        held = intake.accept(session, submission).message_id
    made = message.process(store, adviser, held, threshold=2.0)
    assert made is not None
    return made


def defer(store: Store, *names: str) -> None:
    with store.transaction() as session:
        for name in names:
            jobs.defer(session, name, {"timestamp": 0}, lock=name)


def shown(dispatcher: Browser, number: str) -> dict[str, Any]:
    body: dict[str, Any] = dispatcher.get(f"/orders/{number}").json()
    return body


def test_a_correction_changes_tomorrows_model(
    store: Store,
    settings: Settings,
    adviser: CurrentAdviser,
    browser: Callable[..., Browser],
    run_jobs: Callable[[], None],
) -> None:
    versions, dispatcher = Versions(settings.classifiers), browser(Role.DISPATCHER)
    at = DAY
    with clock.running_from(lambda: at):
        before = adviser.advise(WORDS)
        assert before.category is not None
        assert before.category.code != RIGHT
        for number in range(40):
            at += timedelta(minutes=1)
            order = order_of(store, adviser, number)
            sent = {"version": 1, "category_code": RIGHT, "lead_code": UNIT}
            assert dispatcher.post(f"/orders/{order}/dispatch", sent).status_code == 200
        defer(store, "nightly_training")
        run_jobs()
        assert versions.names() == [], "by day nothing is trained"

    with clock.running_from(lambda: NIGHT):
        defer(store, "nightly_training")
        run_jobs()
        defer(store, "nightly_training")
        run_jobs()
        after = adviser.advise(WORDS)  # the same adviser: no process was started anew
        assert after.category is not None
        assert (after.category.code, after.model) == (RIGHT, versions.pointer().active)
        assert versions.names() == [after.model]
        proposal = shown(dispatcher, order_of(store, adviser, 99))["advice"]
        assert (proposal["category"]["code"], proposal["model"]) == (RIGHT, after.model)

    with store.reading() as session:
        nights = session.scalars(select(LearningNight)).all()
        assert [(one.day, one.model, one.promoted) for one in nights] == [(NIGHT.date(), after.model, True)]
    written = (settings.classifiers / f"{after.model}.json").read_text("utf-8")
    assert "龙舟赛" in written
    assert "张三丰" not in written
    assert "5678" not in written

    # the version that is gone back from proposes in the shadow, beside what is in use
    with clock.running_from(lambda: NIGHT + timedelta(hours=6)):
        versions.rollback("测试", "看看影子模式")
        number = order_of(store, adviser, 100)
        defer(store, "shadow")
        run_jobs()
        defer(store, "shadow")
        run_jobs()
    with store.reading() as session:
        rows = session.scalars(select(ShadowProposal)).all()
        order = session.scalars(select(WorkOrder).where(WorkOrder.order_no == number)).one()
        assert [(one.order_id, one.model, one.category_code) for one in rows] == [(order.id, after.model, RIGHT)]
        assert order.advice is not None
        assert order.advice["model"].startswith("cold-start-")


def test_confidential_and_undecided_orders_teach_nothing(
    store: Store, settings: Settings, adviser: CurrentAdviser, browser: Callable[..., Browser]
) -> None:
    dispatcher = browser(Role.DISPATCHER)
    order_of(store, adviser, 1)
    secret, open_one = order_of(store, adviser, 2), order_of(store, adviser, 3)
    proposed = shown(dispatcher, open_one)["advice"]["category"]["code"]
    chosen = next(code for code in CODES if code != proposed)
    sent = {"version": 1, "category_code": chosen, "lead_code": UNIT}
    assert dispatcher.post(f"/orders/{secret}/dispatch", {**sent, "request_type": "举报"}).status_code == 200
    assert dispatcher.post(f"/orders/{open_one}/dispatch", sent).status_code == 200
    rows = collected(store, Shelf(settings.labelled))
    assert [(row.label, row.source) for row in rows] == [(chosen, "corrected")]
    assert PHONE not in rows[0].text
    assert "张三丰" not in rows[0].text
