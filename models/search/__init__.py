"""Finding orders: by number, filter and Chinese words; similar ones; saved views; the log of exports."""

import models.orders  # noqa: F401 - the two know each other: orders first, whichever was asked for
from models.search import views
from models.search.filters import OWED, DueColour, OrderFilter
from models.search.listing import Page, Sort, count, every, listing
from models.search.queues import COUNTED, QUEUES, QueuePage, QueueUnknown, counts, dead_letters, queue_page
from models.search.similar import SimilarOrder, similar
from models.search.tables import OrderExport, OrderWords, SavedView
from models.search.unit_queues import QUEUES as UNIT_QUEUES
from models.search.unit_queues import UnitPage, UnitRow, unit_counts, unit_page

__all__ = [
    "COUNTED",
    "OWED",
    "QUEUES",
    "UNIT_QUEUES",
    "DueColour",
    "OrderExport",
    "OrderFilter",
    "OrderWords",
    "Page",
    "QueuePage",
    "QueueUnknown",
    "SavedView",
    "SimilarOrder",
    "Sort",
    "UnitPage",
    "UnitRow",
    "count",
    "counts",
    "dead_letters",
    "every",
    "listing",
    "queue_page",
    "similar",
    "unit_counts",
    "unit_page",
    "views",
]
