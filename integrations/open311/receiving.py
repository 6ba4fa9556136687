"""POST Service Request: stored raw first, its order made in the same transaction; else a token that resolves later."""

import base64
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from integrations.open311 import services
from integrations.open311.attributes import attributes, of_service
from integrations.open311.faults import Fault
from integrations.open311.form import Given, demand
from models import intake
from models.api_clients import ApiClient
from models.catalogue.tables import Division
from models.intake import Channel, InboxMessage, Submission
from models.orders import WorkOrder

Make = Callable[[Session, int, Submission, dict[str, Any]], str | None]
"""Makes the order of a message in the given transaction and defers what follows; its number, None where it failed."""


@dataclass(frozen=True)
class Receipt:
    """One of both: the order's number, or the token under which it can be asked for."""

    number: str | None
    token: str | None


def receive(session: Session, said: Given, client: ApiClient, make: Make, *, repeat: str | None = None) -> Receipt:
    """Takes a demand. repeat: the sender's Idempotency-Key, by which the same request again is the same demand."""
    code = said["service_code"]
    if not code:
        raise Fault(400, "需要 service_code")
    if not services.exists(session, code):
        raise Fault(404, f"没有这个 service_code：{code[:40]}")
    wanted = demand(
        said, of_service(attributes(session), code), _external_id(client, repeat), _address(session, said["address_id"])
    )
    accepted = intake.accept(session, wanted.submission)
    if not accepted.new:
        return _known(session, wanted.submission.external_id)
    number = make(session, accepted.message_id, wanted.submission, wanted.form)
    return Receipt(number, None if number else wanted.submission.external_id)


def by_token(session: Session, token: str) -> Receipt | None:
    """What became of a token: its number, or None within while there is none; None for an unknown token."""
    known = select(InboxMessage.id).where(
        InboxMessage.channel == Channel.OPEN311.value, InboxMessage.external_id == token
    )
    if "-u-" in token or session.scalar(known) is None:
        return None
    return Receipt(_known(session, token).number, token)


def _known(session: Session, external_id: str) -> Receipt:
    number = session.scalar(
        select(WorkOrder.order_no)
        .join(InboxMessage, InboxMessage.order_id == WorkOrder.id)
        .where(InboxMessage.channel == Channel.OPEN311.value, InboxMessage.external_id == external_id)
    )
    return Receipt(number, None if number else external_id)


def _external_id(client: ApiClient, repeat: str | None) -> str:
    """Nobody can guess it, for it is the token too."""
    raw = sha256(f"{client.id}\0".encode() + client.key_hash + repeat.encode()).digest() if repeat else None
    sign = base64.b32encode((raw or secrets.token_bytes(32))[:16]).decode().rstrip("=")
    return f"{client.id}-{sign}"


def _address(session: Session, code: str) -> str | None:
    if not code or len(code) > 40:
        return None
    division = session.get(Division, code)
    return f"{division.area}{division.street}{division.name}" if division and division.active else None
