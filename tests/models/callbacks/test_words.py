"""What a citizen says to his rating is sealed: nothing but its answer holds it, and the timeline vouches for it."""

from sqlalchemy import select, text

from models import callbacks, clock, orders
from models.callbacks import CallbackAnswer, asking
from models.callbacks.tables import CallbackTask
from models.database import Store
from models.orders.verification import Checked, findings
from tests.models.callbacks.test_callbacks import MORNING, PHONE
from tests.models.callbacks.walk import CALLER, answered, handled

SAID = "楼上老陈说是他剪的线"
HEARD = "老陈自己也承认了"
NOTE = "现场仍不亮"


def _wrong(store: Store) -> list[str]:
    with store.reading() as session:
        return [one.message for one in findings(session, Checked())]


def _tell_of(store: Store, words: str) -> list[str]:
    """The tables in whose rows the words can be read."""
    with store.reading() as session:
        names = session.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")).all()
        return [
            name
            for name in names
            if session.scalar(
                text(f'SELECT EXISTS (SELECT FROM "{name}" t WHERE position(:w IN t::text) > 0)'), {"w": words}
            )
        ]


def test_the_words_of_a_rating_stand_nowhere_in_clear(store: Store) -> None:
    with clock.running_from(lambda: MORNING):
        number = answered(store, urgency="紧急")
        with store.transaction() as session:
            callbacks.rate(session, number, score=1, solved="未解决", words=f"{SAID}，{PHONE}")
        with store.transaction() as session:
            task = session.scalars(select(CallbackTask).where(CallbackTask.state == "waiting")).one()
            version = orders.get(session, number).version
            found = {"rating_check": "confirmed", "callback_reason": HEARD}
            order = asking.save(session, CALLER, task.id, version, "reached", note=NOTE, **found)
            assert (order.state, order.redo_count) == ("dispatched", 1)
        handled(store, number)
    assert (_tell_of(store, SAID), _tell_of(store, HEARD)) == ([], [])
    assert "order_event" in _tell_of(store, NOTE), "the search finds what is there"
    with store.reading() as session:
        assert [one.words for one in session.scalars(select(CallbackAnswer).order_by(CallbackAnswer.id))] == [
            f"{SAID}，{PHONE}", HEARD,
        ]  # fmt: skip
    assert _wrong(store) == []
    with store.transaction() as session:
        session.scalars(select(CallbackAnswer).order_by(CallbackAnswer.id)).first().words = "很满意"  # type: ignore[union-attr]
    assert _wrong(store) == ["与流转记录不符的内容：said"]
