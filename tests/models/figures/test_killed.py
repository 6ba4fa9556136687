"""A folding process that is killed with -9, again and again, while orders go on: the books are as if made anew."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from models import figures, orders
from models.database import Store
from models.orders import SYSTEM

_FOLDER = Path(__file__).with_name("folder.py")
_ROOT = Path(__file__).parents[3]


def test_kill_9_in_the_middle_of_folding(store: Store, database_url: str) -> None:
    form = {"title": "路灯不亮", "content": "永安大道", "lead_code": "421202"}
    for life in range(4):
        numbers = []
        for _ in range(8):
            with store.transaction() as session:
                numbers.append(orders.create_draft(session, SYSTEM, **form).order_no)
        words = [sys.executable, str(_FOLDER), database_url]
        with subprocess.Popen(words, cwd=_ROOT, env={"PYTHONPATH": str(_ROOT)}, stdout=subprocess.PIPE) as folder:
            assert folder.stdout is not None
            for _ in range(3 + life):
                assert folder.stdout.readline() == b"folded\n"
            with store.transaction() as session:  # meanwhile somebody works
                orders.apply(session, SYSTEM, numbers[life], "dispatch", None)
            folder.send_signal(signal.SIGKILL)
            folder.wait(10)
        with store.reading() as session:
            assert session.execute(text("SELECT count(*) FROM figure_due")).scalar_one() > 0
    with store.transaction() as session:  # one that wrote, and died before it could commit
        try:
            with session.begin_nested() as unfinished:
                figures.fold_some(session, 1_000)
                unfinished.rollback()
        finally:
            assert figures.behind_s(session) > 0
    found = figures.compare(store)
    assert (found.subjects, found.postings, found.cells) == (32, 0, 0)
    with store.transaction() as session:  # and what was spoilt is found and mended
        session.execute(text("UPDATE figure_posting SET amount = amount + 1000 WHERE measure = 'received'"))
        session.execute(text("DELETE FROM figure_cell WHERE grain = 'du' AND measure = 'dispatched'"))
    spoilt = figures.compare(store)
    assert (spoilt.postings, spoilt.cells > 0) == (64, True)
    with store.reading() as session:
        assert not figures.is_current(session)
    figures.rebuild(store)
    mended = figures.compare(store)
    assert (mended.postings, mended.cells) == (0, 0)
    with store.reading() as session:
        assert figures.is_current(session)

    def dies(said: str) -> None:
        raise KeyboardInterrupt(said)

    with pytest.raises(KeyboardInterrupt):
        figures.rebuild(store, told=dies, chunk=5)
    with store.reading() as session:  # half-made books are known for what they are
        assert not figures.is_current(session)
