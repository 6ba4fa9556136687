"""What the ledger makes of an order's limits, where its steps alone tell how long a pause was."""

from datetime import datetime, timedelta

from callcenter.simulation.reckoning.limits import of_limits
from callcenter.simulation.stories import OrderStory, Step
from models.clock import LOCAL

BEGUN = datetime(2026, 3, 2, 10, tzinfo=LOCAL)


def test_a_reply_ends_a_pause_and_is_counted_by_the_limit_that_it_then_has() -> None:
    due, later = BEGUN + timedelta(days=3), BEGUN + timedelta(days=33)
    told = [("dispatch", "dispatched", 0, due), ("sign", "handling", 0, due), ("grant_listing", "listed", 1, due)]
    told += [("reply", "replied", 31, later), ("accept_reply", "callback", 32, later)]
    story = OrderStory("A", BEGUN, "phone", limits={1: {"reply": due}})
    story.steps = [
        Step(BEGUN + timedelta(days=days), verb, state, version, "x", "421202", until)
        for version, (verb, state, days, until) in enumerate(told, 1)
    ]
    replies = [(one.measure, one.at, one.amount) for one in of_limits(story) if one.measure.startswith("reply")]
    assert replies == [("reply", later, 1000), ("reply_original", due, 0)]
