"""What a call and an agent's time contribute."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from callcenter.simulation.reckoning.posting import Posting, whole
from callcenter.simulation.stories import CallStory, Stretch
from models.clock import LOCAL

_CALL_BACK: Final = timedelta(minutes=30)


def of_call(call: CallStory, made: Sequence[CallStory]) -> Iterator[Posting]:
    """made: our own calls to the same number."""
    assert call.ended is not None
    outcome, queued = str(call.outcome), call.offered or call.rang
    yield Posting("call", call.rang, outcome, whole(call.picked_up is not None))
    if call.picked_up is not None:
        waited = call.picked_up - queued
        kind = "15" if waited <= timedelta(seconds=15) else "20" if waited <= timedelta(seconds=20) else "more"
        yield Posting("wait", call.rang, kind, _milliseconds(waited))
        yield Posting("talk", call.rang, "", _milliseconds(call.ended - call.picked_up))
    if outcome == "abandoned":
        late = call.ended - queued > timedelta(seconds=5)
        kind = "greeting" if call.offered is None and not call.automatic else "late" if late else "early"
        yield Posting("abandoned", call.rang, kind, _milliseconds(call.ended - queued))
    if outcome in ("abandoned", "silent", "failed") and call.picked_up is None:
        back = any(call.ended <= other.rang <= call.ended + _CALL_BACK for other in made)
        yield Posting("missed", call.ended, "known" if call.number else "hidden", whole(back))


def of_time(stretch: Stretch) -> Iterator[Posting]:
    """Its part of every hour of the clock."""
    begin = stretch.begins
    while begin < stretch.ends:
        hour = begin.astimezone(LOCAL).replace(minute=0, second=0, microsecond=0)
        end = min(stretch.ends, hour + timedelta(hours=1))
        yield Posting("time", begin, stretch.state, _milliseconds(end - begin))
        begin = end


def _milliseconds(span: timedelta) -> int:
    exact = Decimal(span // timedelta(microseconds=1)) / 1000
    return max(0, int(exact.quantize(Decimal(1), ROUND_HALF_UP)))
