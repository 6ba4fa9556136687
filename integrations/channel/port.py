"""The port: Protocols with capabilities as data. A channel does no database work but what `Door` offers.

Way in: bytes are stored raw (`models.intake.arrive`), then `Channel.read` makes a `Submission` of them in a job, and
`callcenter.intake` an order, a supplement or a dead letter. Way out: the relay makes a `Delivery` of what happened to
an order, for every channel that one of its messages came by and that tells this kind of thing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Literal, Protocol, runtime_checkable

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session

from integrations.channel.settings import ChannelSettings
from integrations.channel.signing import UNPROVEN, DoorRefused
from models import intake
from models.database import Store
from models.intake import Accepted, Arrival, InboxMessage, MessageKind, Submission
from models.intake import Channel as DoorName

Notice = Literal[
    "accepted", "dispatched", "signed", "returned", "extension", "progress", "question", "replied", "rate", "closed",
    "not_accepted", "supplemented", "emergency", "rated", "checked", "rectified",
]  # fmt: skip
"""What a far side can be told of an order; the last three are for the exchange of ratings alone."""
OF_RATINGS: Final = frozenset[Notice]({"rated", "checked", "rectified"})
FOR_CITIZENS: Final = frozenset[Notice](
    {"accepted", "supplemented", "dispatched", "question", "replied", "rate", "not_accepted"}
)
"""What concerns the one who wrote, rather than a platform."""


@dataclass(frozen=True)
class Capabilities:
    """What a channel can do, for the console, the relay and the contract kit.

    brings: kinds of messages; remembers: the far side knows a delivery's key and does nothing twice, so that an
    uncertain delivery may be sent again; files: bytes of one attachment, 0 for none; by_person: citizens write here
    themselves, so a message may name orders of its own sender only; numbers: the far side answers every delivery with a
    number of its own.
    """

    brings: frozenset[MessageKind] = frozenset({"demand"})
    remembers: bool = False
    files: int = 0
    by_person: bool = False
    numbers: bool = False


@dataclass(frozen=True)
class Pulled:
    """One page. position: where to go on, a JSON object; more: whether there is another page now."""

    arrivals: Sequence[Arrival]
    position: dict[str, Any]
    more: bool = False


@dataclass(frozen=True)
class Delivery:
    """Something to tell. key: the same at every try; external_id: the message that it answers; text: for people.

    facts: what a far side may want beside: order_no, state, due_at, reply, solved, reason, days ...
    """

    key: str
    notice: Notice
    external_id: str
    order_no: str
    text: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    phone: str | None = None
    account: str | None = None


@dataclass(frozen=True)
class Sent:
    """The far side has it. receipt: its own number for it."""

    receipt: str | None = None


@dataclass(frozen=True)
class FileOffer:
    """A file that a message brings: its bytes, or the address where it lies. fault: why it cannot be had, a code."""

    name: str
    data: bytes | None = None
    address: str = ""
    fault: str = ""


@dataclass(frozen=True)
class DayList:
    """What a far side has of one day. down: what it sent to us, by the number that our inbox has for it, each with the
    digest of its words ("" where none is told); up: what it got from us, by the delivery's number there, with its
    digest; closed: numbers of demands that it holds closed.
    """

    down: Mapping[str, str]
    up: Mapping[str, str]
    closed: frozenset[str] = frozenset()


class Channel(Protocol):
    """What every channel is. name: of its entry point; door: the way in as the city counts it."""

    @property
    def name(self) -> str: ...
    @property
    def chinese(self) -> str: ...
    @property
    def door(self) -> DoorName: ...
    @property
    def capabilities(self) -> Capabilities: ...
    @property
    def settings(self) -> type[ChannelSettings]: ...

    def read(self, message: InboxMessage, settings: ChannelSettings) -> Submission:
        """The message's bytes understood. Pure: no network, no clock. Raises `Unreadable`."""
        ...


@runtime_checkable
class BringsFiles(Protocol):
    """A channel whose messages bring files."""

    def files(self, message: InboxMessage, settings: Any) -> Sequence[FileOffer]:
        """The files of a message, as they stand in its bytes. Pure. Raises `Unreadable`."""
        ...

    def headers_for(self, settings: Any, address: str) -> Mapping[str, str] | None:
        """With what a file at this address is asked for; None: it is not below what was agreed on, and is not."""
        ...


@runtime_checkable
class Pulls(Protocol):
    """A channel that asks the far side."""

    def pull(self, settings: Any, position: dict[str, Any]) -> Pulled:
        """What is new behind `position` ({} at first). Repeatable. Raises `TryLater`, `Refused`."""
        ...


@runtime_checkable
class Delivers(Protocol):
    """A channel that tells the far side."""

    def tells(self, settings: Any) -> frozenset[Notice]:
        """What it passes on as it is set; the rest never becomes a delivery."""
        ...

    def deliver(self, settings: Any, delivery: Delivery) -> Sent:
        """Tells it, with the delivery's key. Raises `TryLater`, `Refused`."""
        ...


@runtime_checkable
class Reconciles(Protocol):
    """A channel whose far side tells what it has of a day. Digests: hex SHA-256 of the words as they were sent."""

    def day_list(self, settings: Any, day: date) -> DayList:
        """Raises `TryLater`, `Refused`."""
        ...

    def digest_of(self, settings: Any, message: InboxMessage) -> str:
        """Of a message that came down. Raises `Unreadable`."""
        ...

    def sent_as(self, settings: Any, delivery: Delivery) -> tuple[str, str]:
        """The number and the digest under which a delivery went up."""
        ...


@runtime_checkable
class Places(Protocol):
    """A channel whose messages do not say themselves what they belong to: the store must be asked."""

    def place(self, session: Session, settings: Any, submission: Submission) -> Submission | None:
        """The submission with its kind and what it refers to, as they are kept; None: it rightly becomes nothing.

        Raises `Unreadable`, `TryLater`.
        """
        ...


@runtime_checkable
class Admits(Protocol):
    """A channel that tells nobody more than he should hear."""

    def admit(self, session: Session, settings: Any, delivery: Delivery) -> None:
        """Notes that it is going to be told. Raises `TryLater` where it is too much for now."""
        ...


@runtime_checkable
class TakesEmergencies(Protocol):
    """A channel to a service that emergencies are transferred to, by whatever door they came.

    Its settings have `ack_minutes`: after which somebody must have taken one.
    """

    @property
    def settings(self) -> type[ChannelSettings]: ...

    def emergencies(self, settings: Any) -> frozenset[str]:
        """The services (110, 119 ...) whose emergencies it takes, as it is set."""
        ...


@runtime_checkable
class TakesRatings(Protocol):
    """A channel to an exchange of ratings (好差评): it gets those of every order, by whatever door it came."""

    def takes(self, settings: Any, request_type: str) -> bool:
        """Whether it gets those of such an order, as it is set. Confidential ones it never gets."""
        ...


@dataclass(frozen=True)
class Door:
    """What a channel's routes get from the application.

    process: defers the job of an accepted message in the given transaction; admit: raises for an address that was
    refused too often; refused: notes one more refusal.
    """

    store_of: Callable[[Request], Store]
    process: Callable[[Session, int], None]
    admit: Callable[[Request], None]
    refused: Callable[[Request], None]

    async def body(self, request: Request) -> bytes:
        """The request's bytes, as a dependency of a route; not read of an address that was refused too often."""
        self.admit(request)
        return await request.body()

    @contextmanager
    def transaction(self, request: Request) -> Iterator[Session]:
        """For one request, which proves within it who sends. Where it does not, that counts against its address."""
        try:
            with self.store_of(request).transaction() as session:
                yield session
        except DoorRefused as refusal:
            if refusal.code in UNPROVEN:
                self.refused(request)
            raise

    def take(self, session: Session, channel: str, arrival: Arrival) -> Accepted:
        """Stores a message once, and its job with it."""
        accepted = intake.arrive(session, channel, arrival)
        if accepted.new:
            self.process(session, accepted.message_id)
        return accepted


@runtime_checkable
class Receives(Protocol):
    """A channel to which the far side sends."""

    def routes(self, door: Door) -> APIRouter:
        """Its HTTP routes, with their prefix (`/channels/<name>`)."""
        ...
