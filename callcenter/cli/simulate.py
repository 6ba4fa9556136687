"""`hotline simulate`: a living city in simulated time, with a ledger of its own."""

import json
import signal
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Annotated

import typer

from callcenter.cli import DataOption

if TYPE_CHECKING:
    from callcenter.settings import Settings
    from callcenter.simulation.city import Lived, Plan
    from callcenter.simulation.ledger import Entry
    from models.database import Store

app = typer.Typer(add_completion=False)


class Over(StrEnum):
    """By which way the city reaches the application."""

    PROCESS = "process"
    HTTP = "http"


@app.command()
def simulate(
    *,
    days: Annotated[float, typer.Option(help="How many days are lived.")] = 30.0,
    rate: Annotated[float, typer.Option(help="Share of the city's full load: 1 is 151,000 requests a year.")] = 0.1,
    seed: Annotated[int, typer.Option(help="The same seed lives the same days.")] = 1,
    start: Annotated[str | None, typer.Option(help="YYYY-MM-DD[THH:MM]; default: so that it ends today.")] = None,
    ledger: Annotated[Path | None, typer.Option(help="The actors' ledger; default DIR/ledger.jsonl.")] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Compare the figures with the ledger; exit 1: they differ.")
    ] = False,
    verify: Annotated[
        bool, typer.Option("--verify", help="Only compare what was lived before with its ledger.")
    ] = False,
    goes_on: Annotated[
        bool, typer.Option("--go-on", help="Go on with the city in DIR that was stopped with Ctrl-C or SIGTERM.")
    ] = False,
    into_database_url: Annotated[
        bool,
        typer.Option("--into-database-url", help="Live in the database of DATABASE_URL. Never a hotline's own."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    hours: Annotated[float | None, typer.Option(help="Instead of --days.")] = None,
    over: Annotated[
        Over,
        typer.Option(help="process: by the functions behind the API; http: against the running application, by HTTP."),
    ] = Over.PROCESS,
    say: Annotated[
        int, typer.Option(help="Over http: so many calls are made by SIP, with spoken demands; 0: no exchange starts.")
    ] = 2,
    data: DataOption = None,
) -> None:
    """Lets a city live in DIR, which must be without orders; then `hotline demo --data DIR` shows it."""
    from callcenter.settings import Settings
    from callcenter.simulation.city import Plan
    from models import privacy
    from models.database import stop_embedded

    if goes_on and over is Over.HTTP:
        print("hotline simulate: 经 HTTP 的模拟不能续跑，请用空目录重新开始 [nothing-to-go-on-with]", file=sys.stderr)
        raise typer.Exit(2)
    settings = Settings.load(data)
    book = ledger or settings.data / "ledger.jsonl"
    lasts = days if hours is None else hours / 24
    plan = Plan(_begins(start, lasts), lasts, rate, seed)
    told: dict[str, object] = {"ledger": str(book)}
    if over is Over.HTTP and not verify:
        told |= _live_over_http(settings, plan, book, say, into_database_url)
    store = _store(settings, into_database_url)
    privacy.use(privacy.KeyRing.load(settings.keys))
    try:
        if over is Over.PROCESS and not verify:
            told |= _live(store, settings, None if goes_on else plan, book)
        if verify or (check and told["whole"]):
            told["differences"] = _differences(store, settings, book)
    finally:
        store.close()
        if not into_database_url:
            stop_embedded(settings.data)  # the next start is durable again
    print(json.dumps(told, ensure_ascii=False)) if as_json else _table(told)
    if told.get("differences"):
        raise typer.Exit(1)


def _store(settings: "Settings", into_database_url: bool) -> "Store":
    """One in DIR that gives up safety against power failure for speed; DATABASE_URL's only where that is asked for: on
    a site's machine it names the real one.
    """
    from models.database import Store, embedded, migrate

    if into_database_url:
        url = settings.get("DATABASE_URL", "")
        if not url:
            print("hotline simulate: 没有设置 DATABASE_URL [setting-missing]", file=sys.stderr)
            raise typer.Exit(2)
    else:
        settings.data.mkdir(parents=True, exist_ok=True)
        url = embedded(settings.data, durable=False)
    migrate(url)
    return Store.at(url)


def _live(store: "Store", settings: "Settings", plan: "Plan | None", book: Path) -> dict[str, object]:
    """plan: None goes on with the city that was stopped. Ctrl-C and SIGTERM stop it after the act under way."""
    from callcenter.simulation.city import StoreNotEmpty, go_on, live
    from callcenter.simulation.ledger import LedgerExists, NoLedger
    from callcenter.simulation.saving import NotSaved

    saved, stopped = settings.data / "city.saved", Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    try:
        if plan is None:
            lived = go_on(store, settings.classifiers, book, _day, stops=stopped.is_set, saved=saved)
        else:
            _found(store, settings)
            lived = live(store, settings.classifiers, plan, book, _day, stops=stopped.is_set, saved=saved)
    except (LedgerExists, NoLedger, NotSaved, StoreNotEmpty) as problem:
        print(f"hotline simulate: {problem} [{problem.code}]", file=sys.stderr)
        raise typer.Exit(2) from problem
    if not lived.whole:
        print(
            f"已停在 {lived.until.astimezone():%Y-%m-%d %H:%M}；继续：hotline simulate --go-on --data {settings.data}",
            file=sys.stderr,
        )
    return _told(lived)


def _live_over_http(
    settings: "Settings", plan: "Plan", book: Path, say: int, into_database_url: bool
) -> dict[str, object]:
    from callcenter.demo.leftovers import AlreadyRunning
    from callcenter.demo.start import NotAnswering, PortTaken
    from callcenter.simulation.city import StoreNotEmpty
    from callcenter.simulation.ledger import LedgerExists
    from callcenter.simulation.over_http import day
    from callcenter.simulation.over_http.browsers import Broken
    from models.database import EmbeddedDatabaseError

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # what was started is stopped, as by Ctrl-C
    try:
        lived = day.live(settings.data, plan, book, spoken=say, into_database_url=into_database_url, tell=_hour)
    except (
        AlreadyRunning, Broken, EmbeddedDatabaseError, LedgerExists, NotAnswering, PortTaken, day.NoTelephone,
        StoreNotEmpty,
    ) as problem:  # fmt: skip
        print(f"hotline simulate: {problem} [{problem.code}]", file=sys.stderr)
        raise typer.Exit(2) from problem
    return _told(lived)


def _told(lived: "Lived") -> dict[str, object]:
    return {
        "begins": lived.plan.begins.isoformat(),
        "days": lived.plan.days,
        "rate": lived.plan.rate,
        "seed": lived.plan.seed,
        "until": lived.until.isoformat(),
        "whole": lived.whole,
        "verbs": lived.verbs,
        "lines": lived.lines,
        "seconds": round(lived.seconds, 1),
    }


def _found(store: "Store", settings: "Settings") -> None:
    """The city's data in an empty store. Raises `StoreNotEmpty`."""
    from callcenter.simulation.city import refuse_orders
    from models import catalogue

    refuse_orders(store)
    with store.transaction() as session:
        catalogue.load(session, catalogue.city_folder(settings.city))


def _begins(start: str | None, days: float) -> datetime:
    from models import clock

    if start is not None:
        return datetime.fromisoformat(start).replace(tzinfo=clock.LOCAL)
    today = clock.now().astimezone(clock.LOCAL).replace(hour=0, minute=0, second=0, microsecond=0)
    return today - timedelta(days=days)


def _differences(store: "Store", settings: "Settings", book: Path) -> list[str]:
    """Plain counts, every order's state and spoken calls, then every figure of the days that the ledger tells of."""
    from callcenter.simulation import checking, counting
    from callcenter.simulation.ledger import entries
    from callcenter.simulation.over_http import spoken
    from callcenter.simulation.reckoning import postings
    from callcenter.simulation.stories import Teller
    from models import clock, figures

    figures.fold(store)  # a city that was stopped in the middle of a day has not counted it yet
    days: set[date] = set()

    def read() -> "Iterator[Entry]":
        for one in entries(book):
            days.add(one.at.astimezone(clock.LOCAL).date())
            yield one

    stories = Teller().read(read())
    with store.reading() as session:
        found = counting.differences(session, stories)
        found += spoken.differences(session, entries(book), settings.recordings)
        found += checking.differences(session, postings(stories), min(days), max(days))
    return [str(one) for one in found]


def _hour(now: datetime) -> None:
    from models import clock

    print(f"{now.astimezone(clock.LOCAL):%Y-%m-%d %H:%M}", file=sys.stderr, flush=True)


def _day(now: datetime) -> None:
    print(f"{now:%Y-%m-%d}", file=sys.stderr, flush=True)


def _table(told: dict[str, object]) -> None:
    for name, value in told.items():
        if name == "differences" and isinstance(value, list):
            print("differences      " + ("none" if not value else ""))
            for line in value:
                print(f"  {line}")
        else:
            print(f"{name:<17}{value}")
