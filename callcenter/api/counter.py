"""The 办不成事 counter: a clerk in a service hall enters what somebody could not get done, and prints a receipt."""

from typing import Annotated, Final

import orjson
from fastapi import APIRouter, Depends, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy import select

from callcenter.api.fields import Instant, Line, Phone, Words
from callcenter.intake.at_once import draft_at_once
from callcenter.printing import typeset
from callcenter.web.access import Access, allowed
from callcenter.web.address import public_address
from callcenter.web.idempotency import Once
from callcenter.web.masking import masked_text
from callcenter.web.permissions import Right
from callcenter.web.problem import Problem
from callcenter.web.transaction import Transaction
from integrations.website import receipts
from models import catalogue, clock, intake, orders
from models.intake import Channel, InboxMessage, Submission

router = APIRouter(prefix="/counter", tags=["counter"])

Clerk = Annotated[Access, Depends(allowed(Right.COUNTER))]
ReceiptNo = Annotated[str, Path(max_length=40, pattern=r"^[0-9A-Za-z]+$")]
_PDF: Final = "application/pdf"


class CounterDemand(BaseModel):
    """What could not be done. matter: 办理事项; unit: the unit or window that it was about."""

    model_config = ConfigDict(extra="forbid")

    citizen_name: Annotated[Line, StringConstraints(max_length=40)] = ""
    citizen_phone: Annotated[Phone, StringConstraints(min_length=5)]
    matter: Annotated[Line, StringConstraints(max_length=100)] = ""
    unit: Annotated[Line, StringConstraints(max_length=100)] = ""
    text: Annotated[Words, StringConstraints(min_length=5, max_length=2000)]
    place_text: Line = ""
    is_secret: bool = False
    no_public: bool = False


class CounterReceipt(BaseModel):
    """What the citizen takes home. order_no null: the order follows in a moment."""

    receipt: str
    query_code: str
    order_no: str | None
    received_at: Instant
    clerk: str = Field(description="who took it")


@router.post("/demands", status_code=201)
def take(given: CounterDemand, clerk: Clerk, transaction: Transaction, once: Once) -> CounterReceipt:
    """Stores the demand and makes its order; the receipt is printed from what comes back."""

    def write() -> CounterReceipt:
        receipt, now = receipts.fresh("CK"), clock.now()
        facts = given.model_dump() | {"clerk": clerk.user.name, "clerk_id": clerk.user.id}
        submission = Submission(
            channel=Channel.COUNTER,
            external_id=receipt,
            text=_text(given),
            title=f"办不成事：{given.matter}" if given.matter else "",
            received_at=now,
            citizen_name=given.citizen_name or None,
            citizen_phone=given.citizen_phone,
            place_text=given.place_text,
            flags=frozenset(
                name for name, said in (("secret", given.is_secret), ("no_public", given.no_public)) if said
            ),
            details={"matter": given.matter, "unit": given.unit, "clerk": clerk.user.name},
            raw=orjson.dumps(facts),
        )
        accepted = intake.accept(transaction, submission)
        number = draft_at_once(transaction, accepted.message_id, submission, {})
        return CounterReceipt(
            receipt=receipt,
            query_code=receipts.query_code(receipt),
            order_no=number,
            received_at=now,
            clerk=clerk.user.name,
        )

    return once(CounterReceipt, write)


@router.get("/demands/{receipt}/receipt.pdf", response_class=Response, responses={200: {"content": {_PDF: {}}}})
def printed(receipt: ReceiptNo, _: Clerk, transaction: Transaction, request: Request) -> Response:
    """The receipt on A5."""
    wanted = select(InboxMessage).where(
        InboxMessage.channel == Channel.COUNTER.value,
        InboxMessage.external_id == receipt,
        InboxMessage.kind == "demand",
    )
    message = transaction.scalars(wanted).one_or_none()
    if message is None:
        raise Problem("not-found", "没有这张受理单")
    submission, order = message.submission(), orders.by_message(transaction, message.id)
    made = typeset(
        "receipt.typ",
        {
            "city": catalogue.setting(transaction, "name"),
            "receipt": receipt,
            "code": receipts.query_code(receipt),
            "order_no": order.order_no if order else None,
            "received_at": message.received_at.astimezone(clock.LOCAL).strftime("%Y年%m月%d日 %H:%M"),
            "clerk": submission.details["clerk"],
            "matter": submission.details["matter"],
            "unit": submission.details["unit"],
            "text": masked_text(submission.text),
            "follow": f"{public_address(request)}/website/follow",
        },
    )
    return Response(made, media_type=_PDF, headers={"Content-Disposition": 'inline; filename="receipt.pdf"'})


def _text(given: CounterDemand) -> str:
    """The demand with what it was about, for whoever reads only its text."""
    about = [f"办理事项：{given.matter}"] if given.matter else []
    about += [f"涉及单位：{given.unit}"] if given.unit else []
    return "\n".join([given.text, *about])
