"""A few days of a small city, for a demo whose lists and charts should not be empty."""

from datetime import timedelta
from pathlib import Path
from typing import Final

from callcenter.settings import Settings
from callcenter.simulation.city import Plan, StoreNotEmpty, live, refuse_orders
from models import clock
from models.database import Store

_RATE: Final = 0.03
"""Some twelve requests a day."""


def let_live(settings: Settings, days: int) -> Path | None:
    """`days` until now, into a store without orders; the ledger, None where there were orders already."""
    store = Store.at(settings.database_url)
    try:
        try:
            refuse_orders(store)
        except StoreNotEmpty:
            return None
        begins = clock.now() - timedelta(days=days)
        ledger = settings.data / f"ledger-{begins:%Y%m%d-%H%M%S}.jsonl"
        live(store, settings.classifiers, Plan(begins, days, _RATE, 1), ledger)
        return ledger
    finally:
        store.close()
