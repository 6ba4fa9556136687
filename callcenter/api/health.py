"""Is everything there? Asked by the launcher, load balancers and the console; needs no login and never fails."""

import asyncio
from typing import Final, Literal

import httpx
from fastapi import APIRouter, Request
from pydantic import BaseModel
from sqlalchemy import text

from callcenter import pulse
from callcenter.api.fields import Instant
from callcenter.settings import SettingMissing, Settings
from callcenter.telephony.asterisk.rest import APPLICATION
from callcenter.web.release import release
from callcenter.web.state import web
from models import clock
from models.database import Store
from transcription.service import SpeechClient, SpeechDown

router = APIRouter(prefix="/health", tags=["health"])

PATIENCE_S: Final = 1.5

Part = Literal["ok", "down", "absent"]


class SpeechHealth(BaseModel):
    """The recogniser. lag_s: how far words are behind voices; queue: what waits.

    engine: "none" without weights, which is a way to run: ok. With an engine it is down until a worker has loaded it.
    """

    state: Part
    engine: str | None = None
    lag_s: float | None = None
    queue: int | None = None


class Health(BaseModel):
    """ok: all there; degraded: calls or words are missing; down: no database.

    call_handler: whether `hotline calls` lives and has come to the exchange; without it a caller only hears it ring.
    """

    status: Literal["ok", "degraded", "down"]
    database: Part
    exchange: Part
    call_handler: Part
    speech: SpeechHealth
    version: str
    demo: bool
    as_of: Instant


@router.get("")
async def health(request: Request) -> Health:
    """Asks each part for at most 1.5 seconds, all at once."""
    held = web(request)
    (database, lives), (exchange, come), speech = await asyncio.gather(
        _database(held.store), _exchange(held.settings), _speech(held.settings)
    )
    call_handler: Part = "down" if come == "ok" and not lives else come
    return Health(
        status=_whole(database, exchange, call_handler, speech.state),
        database=database,
        exchange=exchange,
        call_handler=call_handler,
        speech=speech,
        version=release(),
        demo=held.settings.demo,
        as_of=clock.now(),
    )


def _whole(database: Part, *others: Part) -> Literal["ok", "degraded", "down"]:
    if database != "ok":
        return "down"
    return "ok" if set(others) == {"ok"} else "degraded"


_LIVES: Final = text(
    "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = :name)"
)


async def _database(store: Store) -> tuple[Part, bool]:
    """The database, and whether the call handler is connected to it; without a database nobody knows."""

    def ask() -> bool:
        with store.reading() as session:
            return bool(session.scalar(_LIVES, {"name": pulse.CALLS}))

    try:
        return "ok", await asyncio.wait_for(asyncio.to_thread(ask), PATIENCE_S)
    except Exception:  # whatever it is, the answer is the same
        return "down", True


async def _exchange(settings: Settings) -> tuple[Part, Part]:
    """The exchange, and whether a call handler has come to it; what it knows of one it keeps while there are calls."""
    try:
        url, login = settings.ari_url.rstrip("/"), (settings.ari_user, settings.ari_password)
    except SettingMissing:
        return "absent", "absent"
    try:
        async with httpx.AsyncClient(timeout=PATIENCE_S, trust_env=False, auth=login) as ari:
            answer = await ari.get(f"{url}/applications/{APPLICATION}")
    except httpx.HTTPError:
        return "down", "down"
    if answer.status_code == httpx.codes.NOT_FOUND:
        return "ok", "down"
    return ("ok", "ok") if answer.is_success else ("down", "down")


async def _speech(settings: Settings) -> SpeechHealth:
    client = SpeechClient(settings.speech_socket)
    try:
        status = await asyncio.wait_for(client.status(), PATIENCE_S)
    except (SpeechDown, OSError, TimeoutError, ValueError):
        return SpeechHealth(state="down")
    finally:
        await client.close()
    state: Part = "ok" if status.workers or status.engine == "none" else "down"
    return SpeechHealth(state=state, engine=status.engine, lag_s=status.lag_s, queue=status.queue)
