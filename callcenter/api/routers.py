"""All routers, one a noun."""

from typing import Final

from fastapi import APIRouter

from callcenter.api import (
    advise,
    agents,
    api_clients,
    catalogue,
    channels,
    deliveries,
    demo,
    events,
    health,
    limits,
    session,
    views,
    webhooks,
    workflow,
)
from callcenter.api.calls import routes as calls
from callcenter.api.dispatch import routes as dispatch
from callcenter.api.inbox import routes as inbox
from callcenter.api.orders import routes as orders
from callcenter.api.unit import routes as unit

ROUTERS: Final[tuple[APIRouter, ...]] = (
    session.router,
    agents.router,
    calls.router,
    inbox.router,  # before orders: /orders/{no}/sources
    orders.router,
    dispatch.router,
    channels.router,
    unit.router,
    limits.router,
    deliveries.router,
    webhooks.router,
    workflow.router,
    views.router,
    advise.router,
    catalogue.router,
    api_clients.router,
    demo.router,
    health.router,
    events.router,
)
