"""A day of the city over HTTP: starts the application on a data directory of its own, lives in it, stops it."""

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import routing
from callcenter.demo import leftovers
from callcenter.demo.start import Demo
from callcenter.settings import Settings
from callcenter.simulated_clock import FILE, VARIABLE, SimulatedClock
from callcenter.simulation.agents import Agents
from callcenter.simulation.citizens import Citizens
from callcenter.simulation.city import HELP, ROUND, Lived, Plan, refuse_orders
from callcenter.simulation.ledger import ActorsLedger, refuse_second
from callcenter.simulation.office import Office
from callcenter.simulation.over_http.browsers import Browsers
from callcenter.simulation.over_http.doors import Doors, Keepers
from callcenter.simulation.over_http.lines_in import Lines
from callcenter.simulation.over_http.live_events import LiveEvents
from callcenter.simulation.over_http.minutes import Minutes
from callcenter.simulation.over_http.outside import Board, MobileNetwork
from callcenter.simulation.over_http.remote import Remote
from callcenter.simulation.over_http.spoken import Spoken
from callcenter.simulation.over_http.told_world import ToldWorld
from callcenter.simulation.staff import Staff, hire
from callcenter.simulation.survey import Opinion
from callcenter.simulation.words import Words
from models import clock, figures
from models.catalogue import read_vocabulary
from models.catalogue.vocabulary import Vocabulary
from models.database import Store
from models.people import Role

_HOUR: Final = timedelta(hours=1)
_SILENCE_S: Final = 1.5


class NoTelephone(Exception):
    """Calls were to be spoken and there is no exchange. Code: `no-telephone`."""

    code = "no-telephone"

    def __init__(self) -> None:
        super().__init__("没有电话交换机，无法拨打语音来电；请先运行 hotline doctor 查明原因，或用 --say 0 不拨打")


@dataclass
class _Hired:
    """Who works here, and the city's vocabulary and words."""

    vocabulary: Vocabulary
    words: Words
    staff: Staff


def live(
    data: Path, plan: Plan, ledger: Path, *, spoken: int, into_database_url: bool = False,
    tell: Callable[[datetime], None] | None = None,
) -> Lived:  # fmt: skip
    """Lets the city live in the running application, for as long as `plan` says. spoken: calls by SIP.

    Raises `LedgerExists`, `StoreNotEmpty`, `NoTelephone`, `Broken`, and what a demo raises that cannot start.
    """
    started = time.monotonic()
    ends = plan.begins + timedelta(days=plan.days)
    refuse_second(ledger)
    data.mkdir(parents=True, exist_ok=True)
    leftovers.clear(data)  # before the clock of another simulation is touched
    with ExitStack() as stack:
        told = stack.enter_context(SimulatedClock(data / FILE, writes=plan.begins))
        world = ToldWorld(plan.begins, ends, plan.seed, told)
        stack.enter_context(clock.running_from(lambda: world.now))
        password = secrets.token_urlsafe(16)
        demo, hired = stack.enter_context(
            _running(data, world, plan, password, telephone=spoken > 0, own=not into_database_url)
        )
        written = stack.enter_context(ActorsLedger(ledger, lambda: world.now))
        store = stack.enter_context(closing(Store.at(demo.environment["DATABASE_URL"])))
        network = stack.enter_context(closing(MobileNetwork()))
        browsers = stack.enter_context(closing(Browsers(demo.web_url, password)))
        minutes, staff = Minutes(store), hired.staff
        opener, administrator = staff.office[Role.SUPERVISOR][0], staff.office[Role.ADMINISTRATOR][0]
        keepers = Keepers(staff.shifts["morning"][0].login, administrator.login, opener.login)
        board = stack.enter_context(closing(Board()))
        doors = stack.enter_context(closing(Doors(browsers, network, board, keepers, minutes.strike)))
        doors.open_up()
        events = stack.enter_context(closing(LiveEvents(demo.web_url, lambda: browsers.cookie(opener.login))))
        application = Remote(
            world, written, plan.behaviour, opener, browsers=browsers, doors=doors, network=network, events=events
        )
        speaks = Spoken(application, world, demo.settings, _server(demo)) if spoken else None
        agents = Agents(application, hired.vocabulary)
        lines = Lines(application, staff, agents, speaks, spoken)
        opinion = Opinion(world.draws("aftercare"), world.draws("whys"), plan.behaviour)
        office = Office(application, staff, hired.vocabulary, opinion)

        def look() -> None:
            demo.tend()
            minutes.strike()
            office.look()

        def hour() -> None:
            minutes.strike("sweep", "timeline_root")
            if tell is not None:
                tell(world.now)

        world.every(ROUND, look)
        world.every(HELP, office.units.look_for_help)
        world.every(_HOUR, hour)
        Citizens(application, lines, hired.words, plan.rate).begin()
        world.run()
        world.now = ends
        minutes.strike()
        events.wait_for_silence(_SILENCE_S)
        office.listen()
        figures.fold(store)
        return Lived(plan, ends, True, application.verbs, written.lines, time.monotonic() - started)


@contextmanager
def _running(
    data: Path, world: ToldWorld, plan: Plan, password: str, *, telephone: bool, own: bool
) -> Iterator[tuple[Demo, _Hired]]:
    """The application, started as a demo is, with its people hired before the first of them signs in."""
    found: list[_Hired] = []

    def check(settings: Settings) -> None:
        with closing(Store.at(settings.database_url)) as store:
            refuse_orders(store)

    def prepare(settings: Settings) -> None:
        with closing(Store.at(settings.database_url)) as store:
            with store.transaction() as session:
                vocabulary = read_vocabulary(session)
                words = Words(vocabulary, world.draws("words"))
                found.append(_Hired(vocabulary, words, hire(session, vocabulary, words, plan.rate, password)))
            routing.load(vocabulary, settings.classifiers)  # made once, before two roles want it

    demo = Demo(data, "127.0.0.1", 0, telephone=telephone, check=check, prepare=prepare)
    if own:
        demo.environment.pop("DATABASE_URL", None)
    demo.environment |= {VARIABLE: str(data / FILE), "HOTLINE_PUBLIC_URL": demo.web_url}
    try:
        demo.start()
        if telephone and demo.exchange is None:
            raise NoTelephone
        yield demo, found[0]
    finally:
        demo.stop()


def _server(demo: Demo) -> str:
    assert demo.exchange is not None
    return f"{demo.sip_host}:{demo.exchange.site.sip_port}"
