"""The simulated city put together: everybody who acts, and the application's own periodic work in simulated time."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import routing
from callcenter.assist.memory import StoreMemory
from callcenter.jobs import limits
from callcenter.jobs.app import sweep_store
from callcenter.matters.earlier import Earlier
from callcenter.simulation.agents import Agents
from callcenter.simulation.citizens import Citizens
from callcenter.simulation.exchange import Exchange
from callcenter.simulation.floor import Floor
from callcenter.simulation.inputs import BEHAVIOUR, Behaviour
from callcenter.simulation.inside import Inside, OneAdvice
from callcenter.simulation.ledger import ActorsLedger
from callcenter.simulation.office import Office
from callcenter.simulation.recall import Recall
from callcenter.simulation.staff import hire
from callcenter.simulation.survey import Opinion, SurveyCalls
from callcenter.simulation.telephone import Telephone
from callcenter.simulation.words import Words
from callcenter.simulation.world import World
from models import clock, figures
from models.catalogue import read_vocabulary
from models.database import Store

ROUND: Final = timedelta(minutes=10)
"""How often consoles are looked at, and the application's minute job of the clocks is run."""
HELP: Final = timedelta(hours=2)
_SWEEP: Final = timedelta(hours=6)
_FOLD: Final = timedelta(hours=2)


@dataclass(frozen=True)
class Plan:
    """What to simulate. rate: 1.0 is the city's full load; begins: an instant; behaviour: how its people are."""

    begins: datetime
    days: float
    rate: float
    seed: int
    behaviour: Behaviour = BEHAVIOUR


@dataclass(frozen=True)
class Lived:
    """What it took. acts: lines of the ledger that are acts; verbs: of orders, by people."""

    days: float
    verbs: int
    lines: int
    seconds: float


def live(
    store: Store, classifiers: Path, plan: Plan, ledger: Path, tell: Callable[[datetime], None] | None = None
) -> Lived:
    """Lets the city live in an empty store with the city's data and a key ring. tell: hears of every new day.

    Raises `LedgerExists`.
    """
    ends = plan.begins + timedelta(days=plan.days)
    world = World(plan.begins, ends, plan.seed)
    with clock.running_from(lambda: world.now), ActorsLedger(ledger, lambda: world.now) as written:
        started = time.monotonic()
        with store.reading() as session:
            vocabulary = read_vocabulary(session)
        adviser = routing.load(vocabulary, classifiers, StoreMemory(store))
        earlier = Earlier(store)
        earlier.build()
        application = Inside(
            store, world, written, plan.behaviour, adviser=OneAdvice(adviser), earlier=earlier,
            threshold=routing.CONFIDENT,
        )  # fmt: skip
        words = Words(vocabulary, world.draws("words"))
        with store.transaction() as session:
            staff = hire(session, vocabulary, words, plan.rate)
        floor, exchange = Floor(application, staff), Exchange(application)
        agents = Agents(application, vocabulary)
        recall = Recall(application, exchange, floor, agents.talks)
        telephone = Telephone(application, exchange, floor, agents.talks, recall.missed)
        opinion = Opinion(world.draws("aftercare"), plan.behaviour)
        office = Office(application, staff, vocabulary, opinion, SurveyCalls(application, exchange, opinion))
        citizens = Citizens(application, telephone, words, plan.rate)

        def look() -> None:
            limits.fire_all(store)
            limits.advance_callbacks(store)
            office.look()

        def sweep() -> None:
            sweep_store(store)
            exchange.clear_jobs()

        def day() -> None:
            limits.sign_timelines(store)
            if tell is not None:
                tell(world.now)

        world.every(ROUND, look)
        world.every(_FOLD, lambda: figures.fold(store))
        world.every(HELP, office.units.look_for_help)
        world.every(_SWEEP, sweep)
        world.every(timedelta(days=1), day)
        floor.begin()
        citizens.begin()
        world.run()
        world.now = ends
        floor.end()
        office.listen()
        exchange.clear_jobs()
        figures.fold(store)
        return Lived(plan.days, application.verbs, written.lines, time.monotonic() - started)
