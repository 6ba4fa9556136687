"""One party of a call as the call sees it: its leg and what has happened to it so far."""

from callcenter.telephony.switch import (
    Happening,
    Held,
    Leg,
    LegAnswered,
    LegEnded,
    PromptEnded,
)


class Party:
    """Takes the happenings of its leg; the conversation reads the state and waits for changes. `lost`: the leg was gone
    after the exchange had been away, which tells nothing of the party."""

    def __init__(self, leg: Leg) -> None:
        self.leg = leg
        self.answered = leg.up
        self.ended: LegEnded | None = None
        self.prompts_ended: set[str] = set()
        self.held = self.lost = False

    def hear(self, happening: Happening) -> None:
        match happening:
            case LegAnswered():
                self.answered = True
            case LegEnded():
                self.ended = happening
            case PromptEnded():
                self.prompts_ended.add(happening.prompt_id)
            case Held():
                self.held = happening.on
            case _:
                pass
