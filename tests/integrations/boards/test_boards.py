"""Message boards keep the contract, read on where they stopped, and get the official reply once."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from callcenter.channels import pulling
from callcenter.intake import files
from callcenter.intake.files import Shelf
from integrations.boards import PEOPLE_BOARD
from integrations.boards.channel import BoardSettings
from integrations.channel import Delivery, Refused, TryLater, save
from models import attachments, orders
from models.attachments import Vault
from models.database import Store
from models.intake import InboxMessage
from models.orders import WorkOrder
from tests.integrations.boards.board import FID, Board
from tests.integrations.channel.kit import WORDS, ChannelContract
from tests.integrations.far_side import FarSide


@pytest.fixture
def world(far_side: FarSide, store: Store) -> Board:
    return Board(far_side, store)


class TestPeopleBoard(ChannelContract):
    """The kit."""


@pytest.fixture
def board(world: Board, store: Store) -> Board:
    set_up(world, store, page=3, overlap=5)
    return world


def set_up(board: Board, store: Store, version: int = 0, **more: Any) -> BoardSettings:
    with store.transaction() as session:
        values = board.settings | more
        return save(session, board.channel.name, BoardSettings, values, enabled=True, version=version, by="x").values


def numbers(store: Store) -> list[str]:
    with store.reading() as session:
        return list(session.scalars(select(InboxMessage.external_id).order_by(InboxMessage.id)))


def test_pages_are_read_to_the_end_and_then_only_what_is_new(board: Board, store: Store) -> None:
    for tid in range(100, 110):
        board.put(str(tid), WORDS)
    board.bring(*map(str, range(100, 108)))
    assert numbers(store) == [f"{FID}:{tid}" for tid in range(100, 108)]
    asked = len(board.far.asked)
    board.bring("108", "109")
    assert numbers(store)[8:] == [f"{FID}:108", f"{FID}:109"]
    new = board.far.asked[asked:]
    assert new[0].query["after_tid"] == "102"  # a little of what is known, then on
    assert {one.query["fid"] for one in new} == {str(FID), str(FID + 1)}


def test_a_thread_that_moderation_lets_through_late_is_found(board: Board, store: Store) -> None:
    for tid in range(100, 104):
        board.put(str(tid), WORDS)
    board.bring("100", "101", "103")
    board.bring("102")
    assert sorted(numbers(store)) == [f"{FID}:{tid}" for tid in range(100, 104)]


def test_a_failure_between_pages_loses_nothing(board: Board, store: Store) -> None:
    for tid in range(100, 107):
        board.put(str(tid), WORDS)
    board.public = set(range(100, 107))
    board.far.faults.extend(["slow", "error"])
    assert pulling.pull(store, "people_board") == 3
    assert pulling.pull(store, "people_board") == 4
    assert len(numbers(store)) == 7


def test_what_was_answered_before_and_what_is_too_old_is_not_ours(world: Board, store: Store) -> None:
    set_up(world, store, since="2026-09-21")
    since = 1_790_000_000 - 1_790_000_000 % 86_400
    world.put("100", WORDS, answerId=7, answerContent="已答复")
    world.put("101", WORDS, occurred=since - 400 * 86_400)
    world.put("102", WORDS, occurred=since + 3 * 86_400)
    world.bring("100", "101", "102")
    assert numbers(store) == [f"{FID}:102"]
    assert BoardSettings.model_validate(world.settings | {"since": "2026-09-21"}).since == date(2026, 9, 21)


def test_markup_becomes_text(board: Board, store: Store, run_jobs: Callable[[], None]) -> None:
    board.threads[100] = board.thread(
        100, "<p>永安大道&nbsp;路灯<br/>不亮</p><script>x</script>&lt;急&gt;", subject="路灯&amp;井盖", typeName="投诉"
    )
    board.bring("100")
    run_jobs()
    with store.reading() as session:
        held = session.scalars(select(InboxMessage)).one().submission()
    assert held.text == "永安大道 路灯\n不亮\nx<急>"
    assert held.title == "路灯&井盖"
    assert (held.account, held.details["typeName"], held.details["tid"]) == ("网友甲", "投诉", 100)


def test_files_that_cannot_be_had_hold_nothing_up(
    board: Board, store: Store, run_jobs: Callable[[], None], tmp_path: Path
) -> None:
    board.threads[100] = board.thread(
        100,
        WORDS,
        attachments=[f"{board.far.url}/files/a.jpg", "http://169.254.169.254/latest/meta-data", {"url": 7}],
    )
    board.bring("100")
    board.far.faults.append("error")
    run_jobs()

    def told() -> list[tuple[str, str | None]]:
        with store.reading() as session:
            assert session.scalars(select(InboxMessage.state)).one() == "processed"
            message = session.scalars(select(InboxMessage.id)).one()
            return [(one.state, one.error_code) for one in attachments.offered_with(session, [message])]

    others = [("refused", "attachment-address-refused"), ("refused", "attachment-unreadable")]
    assert told() == [("waiting", None), *others]
    board.far.faults.append("cut")
    shelf = Shelf(Vault(tmp_path / "attachments"))
    with store.reading() as session:
        message = session.scalars(select(InboxMessage.id)).one()
    with pytest.raises(TryLater):
        files.fetch(store, shelf, message, last=False)
    board.far.faults.append("cut")
    files.fetch(store, shelf, message, last=True)
    assert told() == [("refused", "attachment-unreachable"), *others]
    assert all("169.254" not in one.path for one in board.far.asked)


def test_ratings_of_answered_threads_are_pulled_once(world: Board, store: Store, run_jobs: Callable[[], None]) -> None:
    set_up(world, store, ratings=True, page=2)
    world.put("100", WORDS)
    world.bring("100")
    run_jobs()
    at = 1_790_100_000
    world.grades = [
        {"tid": 100, "fid": FID, "gradeManner": 2, "gradeSpeed": 3, "gradeContent": "太慢", "gradeDate": at},
        {"tid": 100, "fid": FID, "gradeManner": 5, "gradeSpeed": 5, "autoGrade": "是", "gradeDate": at + 1},
        {"tid": 999, "fid": FID, "gradeTotal": 4, "gradeSolve": 1, "gradeDate": at + 2},
    ]
    world.bring()
    world.bring()
    run_jobs()
    with store.reading() as session:
        found = select(InboxMessage).where(InboxMessage.kind == "rating").order_by(InboxMessage.id)
        rated = session.scalars(found).all()
        told = [(one.refers_to, one.state) for one in rated]
        assert told == [(f"{FID}:100", "processed"), (f"{FID}:999", "received")]
        assert [one.submission().details for one in rated] == [{"score": 2}, {"score": 4, "solved": "未解决"}]
        (order,) = session.scalars(select(WorkOrder)).all()
        steps = [(step.reason, step.text) for step in orders.timeline(session, order.id)]
    assert ("诉求人评价", "评价 2 分。太慢") in steps


def test_the_reply_stands_on_the_board_once(board: Board, store: Store) -> None:
    settings = BoardSettings.model_validate(board.settings)
    number = board.external_id("100")
    facts = {"reply": "路灯已修好"}
    for _ in range(2):
        told = Delivery(
            key="1:replied:5", notice="replied", external_id=number, order_no="X", text="已答复", facts=facts
        )
        sent = PEOPLE_BOARD.deliver(settings, told)
        assert sent.receipt == "1000"
    assert board.written == ["1:replied:5"]
    assert (board.threads[100]["answerContent"], board.threads[100]["answerOrganization"]) == (
        "路灯已修好",
        "咸宁市政务服务热线",
    )


def test_a_token_that_is_refused_is_said_so(board: Board, store: Store) -> None:
    set_up(board, store, version=1, token="another token")
    board.put("100", WORDS)
    board.bring("100")
    with store.reading() as session:
        from models.channels import ChannelState

        state = session.get_one(ChannelState, "people_board")
        assert (state.error_code, state.failures) == ("credentials-refused", 1)
    settings = BoardSettings.model_validate(board.settings | {"token": "another token"})
    with pytest.raises(Refused) as refused:
        PEOPLE_BOARD.deliver(settings, Delivery("k", "accepted", f"{FID}:100", "X", ""))
    assert refused.value.code == "credentials-refused"
