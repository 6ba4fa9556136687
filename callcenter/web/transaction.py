"""One transaction a request: committed before the answer leaves, rolled back when anything was raised."""

from collections.abc import AsyncIterator, Callable
from typing import Annotated

import anyio
from fastapi import Depends
from sqlalchemy.orm import Session
from starlette.requests import Request

from callcenter.web.state import web


async def _transaction(request: Request) -> AsyncIterator[Session]:
    """It begins with the endpoint's first statement, so that no connection waits for a thread."""
    session = web(request).store.session()
    try:
        yield session
        if session.in_transaction():
            await _apart(session.commit)
    finally:
        if session.in_transaction():
            await _apart(session.close)


async def _apart(end: Callable[[], None]) -> None:
    """In a thread that no waiting endpoint can have taken, and also when the request was given up."""
    with anyio.CancelScope(shield=True):
        await anyio.to_thread.run_sync(end, limiter=anyio.CapacityLimiter(1))


Transaction = Annotated[Session, Depends(_transaction, scope="function")]
"""scope "function": the commit stands before the first byte of the answer, so an answer is never a promise unkept."""
