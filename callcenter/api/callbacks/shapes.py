"""The call-back desk on the wire."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from callcenter.api.fields import Code, Instant, Listing, Paged, Person, Reason, Words
from callcenter.api.orders.shapes import OrderBody, OrderSummary

Result = Literal["reached", "no_answer", "busy", "machine", "wrong_number", "refused", "failed"]
Solved = Literal["已解决", "部分解决", "未解决"]
Check = Literal["confirmed", "not_unit", "mistaken"]


class CallbackQueueCount(BaseModel):
    """A queue, what people call it, and how much is in it."""

    name: str
    chinese: str
    count: int


class CallbackCounts(Listing):
    """The queues; each is counted up to `counted_up_to`."""

    counted_up_to: int
    queues: list[CallbackQueueCount]


class CallbackItem(BaseModel):
    """One asking of an order. way: of the next attempt; next_at: not before; result: of the last, null: none yet."""

    id: int
    kind: str
    kind_name: str
    state: str
    state_name: str
    way: str
    way_name: str
    attempts: int
    next_at: Instant
    ended_at: Instant | None
    result: str | None
    result_name: str
    agent: Person | None
    order: OrderSummary


class CallbackPageBody(Paged):
    """Who waits longest first; of the past the newest."""

    items: list[CallbackItem]


class AttemptBody(BaseModel):
    """One attempt. conversation_id: the call by which it was; null to who may not know who asked."""

    at: Instant
    ended_at: Instant | None
    way: str
    way_name: str
    result: str
    result_name: str
    conversation_id: str | None


class AnswerBody(BaseModel):
    """What the citizen said; null: not asked. words: masked; empty to who may not know who asked."""

    at: Instant
    method: str
    contacted: bool | None
    is_true: bool | None
    solved: str | None
    score: int | None
    grade: str
    reason_code: str | None
    fault: bool | None
    check: str | None
    check_name: str
    words: str


class CallbackBody(CallbackItem):
    """A task with all that stands beside the questionnaire. may_call: false where the city's policy forbids it.

    policy: the city's row that planned it; calls: conversations with a recording, the demand's first.
    """

    policy: str | None
    may_call: bool
    whole_order: OrderBody
    history: list[AttemptBody]
    answers: list[AnswerBody]
    calls: list[str]


class AttemptRequest(BaseModel):
    """An attempt as it is saved. version: the order's, as it was read. Of `reached` the answers; null: not asked.

    check, note: of a verification, what was found and why.
    """

    version: Annotated[int, Field(ge=1, le=2**31 - 1)]
    result: Result
    contacted: bool | None = None
    is_true: bool | None = None
    solved: Solved | None = None
    score: Annotated[int, Field(ge=1, le=5)] | None = None
    reason_code: Code | None = None
    fault: bool | None = None
    words: Words | None = None
    check: Check | None = None
    note: Reason | None = None


class AttemptSaved(BaseModel):
    """Where the order is after it."""

    order: OrderSummary
    task: CallbackItem
