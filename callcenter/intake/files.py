"""The files that a message brings: those inside it are taken when it is read, those at an address by another job.

Whatever a file is, its message goes on: what is not taken is written down with its reason (`OfferedFile`).
"""

import logging
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from callcenter.jobs import defer
from integrations.channel import BringsFiles, ChannelError, FileOffer, TryLater, Unreadable, channels, load
from integrations.channel.far_side import download
from models import attachments, clock, orders
from models.attachments import AttachmentError, Incoming, OfferedFile, Scan, StoredFile, Vault
from models.database import Store
from models.intake import InboxMessage
from models.orders import WorkOrder

log = logging.getLogger(__name__)

UNREACHABLE: Final = "attachment-unreachable"
_KEPT: Final = frozenset({"attachment-too-large"})
"""Codes of a far side's trouble that say more than that the file could not be had."""


@dataclass(frozen=True)
class Shelf:
    """Where files go. scan: defers the scan of a content; None where there is no scanner."""

    vault: Vault
    scan: Scan | None = None


@dataclass(frozen=True)
class _Looked:
    """An offer that was looked into: file and its bytes, or a code that says why not; neither: it is to be fetched."""

    offer: FileOffer
    arrived: Incoming | None = None
    file: StoredFile | None = None
    code: str = ""


def take(store: Store, shelf: Shelf, message_id: int) -> None:
    """The files of a message that has been read, once. A message that a person mended has those of its own bytes."""
    with store.reading() as session:
        message = session.get_one(InboxMessage, message_id)
        channel = _bringer(message.channel)
        if channel is None or message.raw is None or message.kind == "rating":
            return
        if attachments.were_offered(session, message_id):
            return
        settings = load(session, message.channel, channels()[message.channel].settings).values
    try:
        found = channel.files(message, settings) if settings is not None else []
    except Unreadable:
        return
    if not found:
        return
    with ExitStack() as stack:
        looked = [_looked(stack, shelf, channel, settings, one) for one in found]
        with store.transaction() as session:
            session.get_one(InboxMessage, message_id, with_for_update=True)
            if attachments.were_offered(session, message_id):
                return
            _keep(session, shelf, message_id, looked)


def fetch(store: Store, shelf: Shelf, message_id: int, *, last: bool) -> None:
    """Fetches what the message only gave an address of, and hands it to the message's order, if it has one by now.

    Raises `TryLater` where something could not be had; last: then it is given up instead.
    """
    away = None
    for offered in _waiting(store, message_id):
        with shelf.vault.incoming() as arriving:
            try:
                looked = _fetched(store, offered, arriving)
            except TryLater as error:
                away = error
                if not last:
                    continue
                looked = _Looked(FileOffer(offered.name), code=UNREACHABLE)
            with store.transaction() as session:
                row = session.get_one(OfferedFile, offered.id, with_for_update=True)
                if row.state == "waiting":
                    _settle(session, shelf, row, looked)
    with store.transaction() as session:
        message = session.get_one(InboxMessage, message_id)
        if message.state == "processed" and message.order_id is not None:
            orders.take_attachments(session, session.get_one(WorkOrder, message.order_id).order_no, message_id)
    if away is not None and not last:
        raise away


def _looked(stack: ExitStack, shelf: Shelf, channel: BringsFiles, settings: object, offer: FileOffer) -> _Looked:
    if offer.fault:
        return _Looked(offer, code=offer.fault)
    if offer.data is None:
        agreed = channel.headers_for(settings, offer.address) is not None
        return _Looked(offer, code="" if agreed else "attachment-address-refused")
    arriving = stack.enter_context(shelf.vault.incoming())
    arriving.write(offer.data)
    return _examined(offer, arriving)


def _examined(offer: FileOffer, arriving: Incoming) -> _Looked:
    arriving.close()
    try:
        return _Looked(offer, arriving, attachments.examine(arriving, offer.name))
    except AttachmentError as error:
        return _Looked(offer, arriving, code=error.code)
    except Exception:  # a file that no reader of ours survives must not end its message
        log.exception("attachment-unexamined: %d bytes", arriving.size)
        return _Looked(offer, arriving, code="attachment-damaged")


def _keep(session: Session, shelf: Shelf, message_id: int, looked: Sequence[_Looked]) -> None:
    seen: set[str] = set()
    for position, one in enumerate(looked):
        row = OfferedFile(
            message_id=message_id,
            position=position,
            name=one.offer.name,
            address=one.offer.address or None,
            state="waiting",
            at=clock.now(),
        )
        session.add(row)
        session.flush()
        if one.file is not None and one.file.sha256 in seen:  # the same picture twice counts once
            row.settle("taken", size=one.file.size)
        else:
            _settle(session, shelf, row, one)
        if one.file is not None:
            seen.add(one.file.sha256)
    if any(not one.code and one.file is None for one in looked):
        defer.fetch_files(session, message_id)


def _settle(session: Session, shelf: Shelf, row: OfferedFile, looked: _Looked) -> None:
    """Taken or refused; one that is still to be fetched stays as it is."""
    size = looked.arrived.size if looked.arrived else None
    code = looked.code
    if looked.arrived is not None and looked.file is not None:
        try:
            attachments.store(session, shelf.vault, looked.arrived, looked.file, shelf.scan)
        except AttachmentError as error:
            code = error.code
        else:
            attachments.of_message(session, row.message_id, [looked.file])
            row.settle("taken", size=size)
    if code:
        row.settle("refused", error_code=code, size=size)
        log.info("attachment-refused: message %d: %s", row.message_id, code)
    session.flush()


def _bringer(name: str) -> BringsFiles | None:
    """The channel of this name, if its messages bring files."""
    channel: object = channels().get(name)
    return channel if isinstance(channel, BringsFiles) else None


def _waiting(store: Store, message_id: int) -> list[OfferedFile]:
    with store.reading() as session:
        return [one for one in attachments.offered_with(session, [message_id]) if one.state == "waiting"]


def _fetched(store: Store, offered: OfferedFile, arriving: Incoming) -> _Looked:
    """Raises `TryLater`."""
    with store.reading() as session:
        name = session.get_one(InboxMessage, offered.message_id).channel
        channel = _bringer(name)
        settings = load(session, name, channels()[name].settings).values if channel else None
    address, offer = offered.address or "", FileOffer(offered.name)
    headers = channel.headers_for(settings, address) if channel is not None and settings is not None else None
    if headers is None:
        return _Looked(offer, code="attachment-address-refused")
    try:
        download(address, arriving.write, headers=headers, limit=channels()[name].capabilities.files)
    except ChannelError as error:
        if not error.lasting:
            raise
        return _Looked(offer, code=error.code if error.code in _KEPT else UNREACHABLE)
    return _examined(offer, arriving)
