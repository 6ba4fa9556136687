"""What goes in: how many, when, by which door, what for, and how people behave. Rates; no total is forced.

Sources: the numbers of sections are those of the domain report (docs/simulation.md names the publications): the seed
figures of the city (151,000 requests a year, 139,200 of them answered calls, 34.5 % of closed orders called back,
85.67 % satisfied), published shares of other cities, and where nothing was found our own assumption, marked `assumed`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

REQUESTS_A_YEAR: Final = 151_000
CALLS_A_YEAR: Final = 139_200
"""Of these the answered calls (section 0); the rest is written."""
HOTLINE_NUMBER: Final = "12345"

HOURS: Final = (
    1.0, 0.6, 0.4, 0.4, 0.4, 0.7, 1.4, 3.2, 9.0, 12.0, 10.6, 7.2,
    4.0, 4.6, 7.4, 8.8, 8.0, 5.6, 4.0, 3.4, 2.8, 2.2, 1.5, 0.8,
)  # fmt: skip
"""Share of a day's requests by hour, percent: the busy hour has 12 % (section 0); the rest assumed."""
WEEKDAYS: Final = (1.18, 1.10, 1.06, 1.04, 1.02, 0.82, 0.78)
"""Monday to Sunday against the mean; assumed."""
MONTHS: Final = (1.02, 0.78, 0.96, 0.97, 1.00, 1.10, 1.14, 1.08, 1.04, 0.96, 0.96, 0.99)
"""January to December: rain and heat in summer, little at the Spring Festival (section 5, season list); assumed."""

WRITTEN: Final[Mapping[str, float]] = {
    "website": 32, "app": 22, "qr": 12, "province": 10, "people_board": 4, "counter": 4, "board": 6, "police": 6,
    "email": 2, "sms": 2,
}  # fmt: skip
"""Doors of the written requests, percent of them; the order of 宜春's monthly table (section 5), the shares assumed."""

REQUEST_TYPES: Final[Mapping[str, float]] = {
    "咨询": 51.11, "投诉": 39.12, "举报": 6.54, "建议": 1.69, "求助": 1.54, "表扬": 0.30,
}  # fmt: skip
"""宜春, monthly report (section 5); 表扬 assumed."""

ANSWERED_AT_ONCE: Final[Mapping[str, float]] = {
    "咨询": 0.93, "投诉": 0.26, "举报": 0.02, "建议": 0.20, "求助": 0.12, "表扬": 0.60,
}  # fmt: skip
"""Share that an agent answers without a unit: about 60 % in all. Hangzhou and Tangshan publish 84 to 86 % (section 5);
this city calls back 34.5 % of its closed orders, so more goes to the units."""


@dataclass(frozen=True)
class Telephone:
    """How calls go. Seconds are means unless said otherwise; shares are 0..1. Everything but the talk is assumed."""

    greeting: float = 8.0
    picks_up: float = 5.0
    agent_misses: float = 0.015
    """An agent does not take the ringing call."""
    patience: float = 240.0
    gives_up_early: float = 0.012
    """Hangs up within seconds, for instance a wrong number."""
    talk: float = 150.0
    """常州: 150 s (section 5)."""
    wrap_up: float = 35.0
    speaks_to_machine: float = 0.62
    """Without a free agent the automatic intake asks; who does not speak to it hangs up."""
    silent: float = 0.05
    no_demand: float = 0.03
    """Nothing that anybody could work on: thanks, wrong number, nothing said."""
    calls_back_within_minutes: float = 18.0
    called_back: float = 0.93
    """Share of missed calls that an agent calls back (国办函〔2025〕66号)."""
    reached_back: float = 0.7


@dataclass(frozen=True)
class Behaviour:
    """What people do with orders; shares 0..1, all assumed but where a source is named."""

    anonymous: float = 0.03
    secret: float = 0.015
    emergency: float = 0.004
    not_accepted: float = 0.012
    repeats_somebody: float = 0.05
    """A demand that another has made before: same matter, same place."""
    through_review: float = 0.25
    """The agent hands the form to the reviewer instead of sending it himself."""
    sent_back_to_agent: float = 0.05
    wrong_lead: float = 0.06
    """Sent to a unit that does not have it; its return is justified (dispatch accuracy, section 7)."""
    idle_return: float = 0.012
    """A unit returns what is its own."""
    signs_in_time: float = 0.97
    contacts: float = 0.9
    progress: float = 0.08
    asks_help: float = 0.04
    extension: float = 0.06
    extension_granted: float = 0.85
    listing: float = 0.006
    late: float = 0.015
    """Replies after the limit; ends overdue (贵州 publishes 0.01 % overdue, section 5: a figure of another meaning)."""
    reply_sent_back: float = 0.04
    urged: float = 0.02
    reopened: float = 0.004
    withdrawn: float = 0.004
    solved: Mapping[str, float] = field(default_factory=lambda: {"已解决": 0.84, "部分解决": 0.09, "未解决": 0.07})
    rates_the_link: float = 0.22
    rates_an_answer: float = 0.02
    """Of what was answered at once, on the citizen's own page: nobody invites him."""
    reached_by_machine: float = 0.45
    reached_by_person: float = 0.8
    refuses: float = 0.02
    satisfied: float = 0.857
    """Grade 3 and above, of the seed (85.67 %); an input, not a result."""
    unhappy_because: Mapping[str, float] = field(
        default_factory=lambda: {
            "not_solved": 46, "slow": 17, "not_true": 12, "no_contact": 9, "result": 7, "policy": 5, "attitude": 4,
        }
    )  # fmt: skip
    """Codes of the seed city's list `dissatisfied`, percent."""


BEHAVIOUR: Final = Behaviour()
TELEPHONE: Final = Telephone()

SEATS: Final = {"morning": 11, "afternoon": 9, "night": 4}
"""Agents on duty at the full rate: 8 to 16, 16 to 24, 0 to 8 (section 0: 7 to 8 on normal days, and breaks); at a
smaller rate fewer, with the square root, as small teams are used less well (Erlang)."""
