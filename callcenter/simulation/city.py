"""The simulated city put together: everybody who acts, and the application's own periodic work in simulated time."""

import time
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import routing
from callcenter.jobs import limits
from callcenter.jobs.app import sweep_store
from callcenter.matters.earlier import Earlier
from callcenter.simulation import saving
from callcenter.simulation.agents import Agents
from callcenter.simulation.citizens import Citizens
from callcenter.simulation.exchange import Exchange
from callcenter.simulation.floor import Floor
from callcenter.simulation.inputs import BEHAVIOUR, Behaviour
from callcenter.simulation.inside import Inside, OneAdvice
from callcenter.simulation.inspection import ROUND as INSPECTS
from callcenter.simulation.inspection import Inspections
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
from models.catalogue.vocabulary import Vocabulary
from models.database import Store
from models.orders import WorkOrder

ROUND: Final = timedelta(minutes=10)
"""How often consoles are looked at, and the application's minute job of the clocks is run."""
HELP: Final = timedelta(hours=2)
_SWEEP: Final = timedelta(hours=6)
_FOLD: Final = timedelta(days=1)
_MARKS: Final = 20_000
"""Taken in one fold: a day's steps of an order together. Nobody waits here for the end of a long transaction."""


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
    """What it took. until: to which instant; verbs: of orders, by people; lines: of the ledger; seconds: this time."""

    plan: Plan
    until: datetime
    whole: bool
    verbs: int
    lines: int
    seconds: float


@dataclass(frozen=True)
class Around:
    """What a city has of this process alone; a saved city gets it anew. tell: hears of every new day."""

    store: Store
    vocabulary: Vocabulary
    adviser: OneAdvice
    earlier: Earlier
    ledger: ActorsLedger
    tell: Callable[[datetime], None]

    @classmethod
    def of(
        cls, store: Store, classifiers: Path, ledger: ActorsLedger, tell: Callable[[datetime], None] | None
    ) -> "Around":
        with store.reading() as session:
            vocabulary = read_vocabulary(session)
        adviser = routing.load(vocabulary, classifiers)  # earlier orders are reasons that only people read
        earlier = Earlier(store)
        earlier.build()
        return cls(store, vocabulary, OneAdvice(adviser), earlier, ledger, tell or (lambda _: None))

    def named(self) -> dict[str, object]:
        """For `saving`."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


class StoreNotEmpty(Exception):
    """The data directory has orders already. Code: `not-empty`."""

    code = "not-empty"

    def __init__(self) -> None:
        super().__init__("此数据目录已有工单，模拟不会混入；请用 --data 指定空目录")


def refuse_orders(store: Store) -> None:
    """A simulation mixes with nothing that is there. Raises `StoreNotEmpty`."""
    with store.reading() as session:
        if session.query(WorkOrder.id).first() is not None:
            raise StoreNotEmpty


class City:
    """Everybody in it, and the application's own periodic work."""

    def __init__(self, around: Around, plan: Plan, world: World) -> None:
        store, vocabulary = around.store, around.vocabulary
        self.plan, self.world, self._around = plan, world, around
        self.application = application = Inside(
            store, world, around.ledger, plan.behaviour, adviser=around.adviser, earlier=around.earlier,
            threshold=routing.CONFIDENT,
        )  # fmt: skip
        words = Words(vocabulary, world.draws("words"))
        with store.transaction() as session:
            staff = hire(session, vocabulary, words, plan.rate)
        self._floor, self._exchange = Floor(application, staff), Exchange(application)
        agents = Agents(application, vocabulary)
        recall = Recall(application, self._exchange, self._floor, agents.talks)
        telephone = Telephone(application, self._exchange, self._floor, agents.talks, recall.missed)
        opinion = Opinion(world.draws("aftercare"), world.draws("whys"), plan.behaviour)
        surveys = SurveyCalls(application, self._exchange, opinion)
        self._office = Office(application, staff, vocabulary, opinion, surveys)
        world.every(ROUND, self._look)
        world.every(_FOLD, self._fold)
        world.every(HELP, self._office.units.look_for_help)
        world.every(_SWEEP, self._sweep)
        world.every(timedelta(days=1), self._day)
        world.every(INSPECTS, Inspections(application, staff).look)
        self._floor.begin()
        Citizens(application, telephone, words, plan.rate).begin()

    def ends(self) -> None:
        """The last day is over: everybody goes home, and what is left is heard and counted."""
        self.world.now = self.world.ends
        self._floor.end()
        self._office.listen()
        self._exchange.clear_jobs()
        self._fold()

    def _look(self) -> None:
        limits.fire_all(self._around.store)
        limits.advance_callbacks(self._around.store)
        self._office.look()

    def _fold(self) -> None:
        figures.fold(self._around.store, _MARKS)

    def _sweep(self) -> None:
        sweep_store(self._around.store)
        self._exchange.clear_jobs()

    def _day(self) -> None:
        limits.sign_timelines(self._around.store)
        self._around.tell(self.world.now)


def live(
    store: Store,
    classifiers: Path,
    plan: Plan,
    ledger: Path,
    tell: Callable[[datetime], None] | None = None,
    *,
    stops: Callable[[], bool] = lambda: False,
    saved: Path | None = None,
) -> Lived:
    """Lets a city live in an empty store with the city's data and a key ring. tell: hears of every new day.

    stops: asked before every act, whether the city is to be saved in `saved` and to go on another time.
    Raises `LedgerExists`.
    """
    started = time.monotonic()
    world = World(plan.begins, plan.begins + timedelta(days=plan.days), plan.seed)
    with clock.running_from(lambda: world.now), ActorsLedger(ledger, clock.now) as written:
        around = Around.of(store, classifiers, written, tell)
        return _lived(City(around, plan, world), around, started, stops, saved)


def go_on(
    store: Store,
    classifiers: Path,
    ledger: Path,
    tell: Callable[[datetime], None] | None = None,
    *,
    stops: Callable[[], bool] = lambda: False,
    saved: Path,
) -> Lived:
    """Goes on with the city in `saved`, which lived in this store and wrote this ledger. Raises `NotSaved`."""
    started, then = time.monotonic(), saving.instant(saved)
    with clock.running_from(lambda: then), ActorsLedger.opened(ledger, clock.now) as written:
        around = Around.of(store, classifiers, written, tell)
        city = saving.load(saved, City, around.named())
        return _lived(city, around, started, stops, saved)


def _lived(city: City, around: Around, started: float, stops: Callable[[], bool], saved: Path | None) -> Lived:
    whole = city.world.run(stops)
    if whole:
        with clock.running_from(lambda: city.world.now):
            city.ends()
    elif saved is not None:
        saving.save(saved, city.world.now, city, around.named())
    seconds = time.monotonic() - started
    return Lived(city.plan, city.world.now, whole, city.application.verbs, around.ledger.lines, seconds)
