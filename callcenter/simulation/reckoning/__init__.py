"""The figures' measures, reckoned from the ledger's stories alone, by the definitions in words (docs/figures.md).

Nothing of the application's books, rows or SQL is used: what an order contributes follows from the acts that its people
wrote down, and from the limits that its page showed them.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from callcenter.simulation.reckoning.asked import of_asking
from callcenter.simulation.reckoning.calls import of_call, of_time
from callcenter.simulation.reckoning.inspections import of_inspection
from callcenter.simulation.reckoning.limits import of_limits
from callcenter.simulation.reckoning.orders import of_order
from callcenter.simulation.reckoning.posting import Posting
from callcenter.simulation.stories import CallStory, OrderStory, Stories

__all__ = ["Posting", "postings"]


def postings(stories: Stories) -> Iterator[Posting]:
    """Everything that the ledger's people contributed."""
    by_citizen: dict[str, list[OrderStory]] = defaultdict(list)
    for story in stories.orders.values():
        if story.citizen:
            by_citizen[story.citizen].append(story)
    for story in stories.orders.values():
        his = by_citizen[story.citizen] if story.citizen else []
        for one in chain(of_order(story, his), of_limits(story), of_asking(story)):
            yield replace(one, order=story)
    made: dict[str, list[CallStory]] = defaultdict(list)
    for call in stories.calls.values():
        if call.outbound and call.number and not call.survey:
            made[call.number].append(call)
    for call in stories.calls.values():
        if not call.outbound and call.ended is not None:
            yield from of_call(call, made[call.number] if call.number else [])
    for stretch in stories.stretches:
        yield from of_time(stretch)
    for inspection in stories.inspections.values():
        yield of_inspection(inspection)
