"""All routers, one a noun."""

from typing import Final

from fastapi import APIRouter

from callcenter.api import advise, agents, catalogue, demo, events, health, session, views, workflow
from callcenter.api.calls import routes as calls
from callcenter.api.dispatch import routes as dispatch
from callcenter.api.orders import routes as orders

ROUTERS: Final[tuple[APIRouter, ...]] = (
    session.router,
    agents.router,
    calls.router,
    orders.router,
    dispatch.router,
    workflow.router,
    views.router,
    advise.router,
    catalogue.router,
    demo.router,
    health.router,
    events.router,
)
