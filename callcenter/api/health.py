"""Is everything there? Asked by the launcher, load balancers and the console; needs no login and never fails."""

import asyncio
from typing import Final, Literal

import httpx
from fastapi import APIRouter, Request
from pydantic import BaseModel
from sqlalchemy import text

from callcenter.api.fields import Instant
from callcenter.settings import SettingMissing, Settings
from callcenter.web.release import release
from callcenter.web.state import web
from models import clock
from models.database import Store
from transcription.service import SpeechClient, SpeechDown

router = APIRouter(prefix="/health", tags=["health"])

PATIENCE_S: Final = 1.5

Part = Literal["ok", "down", "absent"]


class SpeechHealth(BaseModel):
    """The recogniser. engine: "none" without weights; lag_s: how far words are behind voices; queue: what waits."""

    state: Part
    engine: str | None = None
    lag_s: float | None = None
    queue: int | None = None


class Health(BaseModel):
    """ok: all there; degraded: calls or words are missing; down: no database."""

    status: Literal["ok", "degraded", "down"]
    database: Part
    exchange: Part
    speech: SpeechHealth
    version: str
    demo: bool
    as_of: Instant


@router.get("")
async def health(request: Request) -> Health:
    """Asks each part for at most 1.5 seconds, all at once."""
    held = web(request)
    database, exchange, speech = await asyncio.gather(
        _database(held.store), _exchange(held.settings), _speech(held.settings)
    )
    return Health(
        status=_whole(database, exchange, speech.state),
        database=database,
        exchange=exchange,
        speech=speech,
        version=release(),
        demo=held.settings.demo,
        as_of=clock.now(),
    )


def _whole(database: Part, exchange: Part, speech: Part) -> Literal["ok", "degraded", "down"]:
    if database != "ok":
        return "down"
    return "ok" if exchange == speech == "ok" else "degraded"


async def _database(store: Store) -> Part:
    def ask() -> None:
        with store.reading() as session:
            session.execute(text("SELECT 1"))

    try:
        await asyncio.wait_for(asyncio.to_thread(ask), PATIENCE_S)
    except Exception:  # whatever it is, the answer is the same
        return "down"
    return "ok"


async def _exchange(settings: Settings) -> Part:
    try:
        url, password = settings.ari_url, settings.ari_password
    except SettingMissing:
        return "absent"
    try:
        async with httpx.AsyncClient(timeout=PATIENCE_S, trust_env=False) as ari:
            answer = await ari.get(f"{url.rstrip('/')}/asterisk/ping", auth=(settings.ari_user, password))
    except httpx.HTTPError:
        return "down"
    return "ok" if answer.is_success else "down"


async def _speech(settings: Settings) -> SpeechHealth:
    client = SpeechClient(settings.speech_socket)
    try:
        status = await asyncio.wait_for(client.status(), PATIENCE_S)
    except (SpeechDown, OSError, TimeoutError, ValueError):
        return SpeechHealth(state="down")
    finally:
        await client.close()
    return SpeechHealth(state="ok", engine=status.engine, lag_s=status.lag_s, queue=status.queue)
