"""Which call a leg belongs to: happenings of the exchange find their way by the leg's id."""

from collections import deque
from collections.abc import Callable

from callcenter.telephony.switch import Digit, Happening, Held, LegAnswered, LegEnded, PromptEnded

OfALeg = LegAnswered | LegEnded | PromptEnded | Held | Digit

_EARLY = 1000


class LegBook:
    """An agent may answer before `Switch.ring` has told us the leg's id: such early happenings are kept until then.

    ours: conversations that somebody here carries and the call handler does not: nobody else takes them up or ends
    them.
    """

    def __init__(self) -> None:
        self._owners: dict[str, Callable[[Happening], None]] = {}
        self._early: deque[OfALeg] = deque(maxlen=_EARLY)
        self.ours: set[str] = set()

    def register(self, leg_id: str, hear: Callable[[Happening], None]) -> None:
        """From now on `hear` gets the leg's happenings, first those that came early."""
        self._owners[leg_id] = hear
        early = [happening for happening in self._early if happening.leg_id == leg_id]
        for happening in early:
            self._early.remove(happening)
            hear(happening)

    def forget(self, leg_id: str) -> None:
        self._owners.pop(leg_id, None)

    def route(self, happening: OfALeg) -> None:
        owner = self._owners.get(happening.leg_id)
        if owner is None:
            self._early.append(happening)
        else:
            owner(happening)

    def __contains__(self, leg_id: str) -> bool:
        return leg_id in self._owners
