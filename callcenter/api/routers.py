"""All routers, one a noun."""

from typing import Final

from fastapi import APIRouter

from callcenter.api import (
    advise,
    agents,
    api_clients,
    assist,
    catalogue,
    channels,
    counter,
    deliveries,
    demo,
    events,
    exchange,
    health,
    limits,
    people,
    places,
    reports,
    retention,
    session,
    views,
    webhooks,
    workflow,
)
from callcenter.api.analysis import routes as analysis
from callcenter.api.attachments import routes as attachments
from callcenter.api.callbacks import routes as callbacks
from callcenter.api.calls import routes as calls
from callcenter.api.city import entries as city_entries
from callcenter.api.city import uploads as city_uploads
from callcenter.api.city import versions as city_versions
from callcenter.api.dispatch import routes as dispatch
from callcenter.api.figures import routes as figures
from callcenter.api.inbox import routes as inbox
from callcenter.api.orders import routes as orders
from callcenter.api.quality import routes as quality
from callcenter.api.unit import routes as unit

ROUTERS: Final[tuple[APIRouter, ...]] = (
    # the busiest first: an address is sought in one after the other
    orders.router,
    inbox.router,
    attachments.router,
    orders.verbs,  # after attachments, whose addresses would be sought among the verbs' names
    session.router,
    agents.router,
    calls.router,
    dispatch.router,
    channels.router,
    exchange.router,
    unit.router,
    callbacks.router,
    quality.router,
    limits.router,
    deliveries.router,
    webhooks.router,
    workflow.router,
    analysis.router,
    figures.router,
    reports.router,
    views.router,
    advise.router,
    assist.router,
    catalogue.router,
    city_entries.router,
    city_versions.router,
    city_uploads.router,
    api_clients.router,
    people.router,
    places.router,
    counter.router,
    retention.router,
    demo.router,
    health.router,
    events.router,
)
