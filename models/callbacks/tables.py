"""Call-backs as rows: what is to be asked of whom, every attempt, every answer. Only an order's verbs write them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, Index, Text, UniqueConstraint, Uuid, bindparam, text
from sqlalchemy.orm import Mapped, mapped_column

from models.database.base import Base, RowId, one_of
from models.privacy import Sealed

TaskKind = Literal["callback", "verification"]
TaskState = Literal["waiting", "invited", "calling", "done", "unreached", "skipped", "dropped"]
Way = Literal["link", "automatic", "person"]
AttemptWay = Literal["link", "automatic", "person", "page"]
Result = Literal[
    "invited", "reached", "no_answer", "busy", "machine", "wrong_number", "refused", "failed", "unanswered",
]  # fmt: skip
_OPEN = "state IN ('waiting', 'invited', 'calling')"
OPEN: Final = ("waiting", "invited", "calling")

TASK_KINDS: Final[Mapping[TaskKind, str]] = {"callback": "回访", "verification": "差评核实"}
TASK_STATES: Final[Mapping[TaskState, str]] = {
    "waiting": "待回访",
    "invited": "已邀请评价",
    "calling": "自动外呼中",
    "done": "已回访",
    "unreached": "未联系上",
    "skipped": "按规则不回访",
    "dropped": "无须回访",
}
WAYS: Final[Mapping[AttemptWay, str]] = {
    "link": "评价链接",
    "automatic": "自动外呼",
    "person": "人工",
    "page": "网页自评",
}


class CallbackTask(Base):
    """One asking of one order: it begins with the order's step `seq`, and is open until somebody has answered.

    policy: the city's row by which it was planned, None: none fitted; ways: of its attempts, one after the other, none:
    the citizen may not be asked; hours, days: when he may be (`models.callbacks.hours`). way: of the next attempt;
    next_at: not before. agent_id: who has taken it. result: of the last attempt.
    """

    __tablename__ = "callback_task"
    __table_args__ = (
        UniqueConstraint("order_id", "seq"),
        one_of("kind", TaskKind),
        one_of("state", TaskState),
        one_of("way", Way),
        Index("uq_callback_task_open", "order_id", unique=True, postgresql_where=text(_OPEN)),
        Index("ix_callback_task_next", "next_at", "id", postgresql_where=text(_OPEN)),
        Index("ix_callback_task_ended", "ended_at", postgresql_where=text("ended_at IS NOT NULL")),
    )

    id: Mapped[RowId]
    order_id: Mapped[int] = mapped_column(ForeignKey("work_order.id"))
    seq: Mapped[int]
    kind: Mapped[TaskKind] = mapped_column(Text)
    state: Mapped[TaskState] = mapped_column(Text)
    policy: Mapped[str | None]
    ways: Mapped[list[str]]
    hours: Mapped[str]
    days: Mapped[str]
    way: Mapped[Way] = mapped_column(Text)
    attempts: Mapped[int]
    next_at: Mapped[datetime]
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    result: Mapped[Result | None] = mapped_column(Text)
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


def is_open() -> ColumnElement[bool]:
    """Written out, else a statement that was planned for any value could not use the indexes of the open ones."""
    return CallbackTask.state.in_(bindparam(None, OPEN, expanding=True, literal_execute=True))


class CallbackAttempt(Base):
    """One attempt to hear the citizen. seq: the step of the timeline that tells how it ended (or that it began).

    result: `invited` while a link waits for its answer. conversation_id: the call by which it was.
    """

    __tablename__ = "callback_attempt"
    __table_args__ = (
        one_of("way", AttemptWay),
        one_of("result", Result),
        Index("ix_callback_attempt_order_id", "order_id", "id"),
        Index("ix_callback_attempt_task_id", "task_id"),
    )

    id: Mapped[RowId]
    order_id: Mapped[int] = mapped_column(ForeignKey("work_order.id"))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("callback_task.id"))
    seq: Mapped[int]
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    way: Mapped[AttemptWay] = mapped_column(Text)
    result: Mapped[Result] = mapped_column(Text)
    actor_id: Mapped[int | None]
    conversation_id: Mapped[UUID | None] = mapped_column(Uuid)


class CallbackAnswer(Base):
    """What the citizen said, each question apart; None: it was not asked. Only added to: a correction is a row more.

    method: of the verb (人工, 短信, 语音, 网页). found_true: what the unit answered is true. score: 5 to 1. fault: the
    reason lies with the unit. check: of a verification (`RATING_CHECKS`). words: his own.
    """

    __tablename__ = "callback_answer"
    __table_args__ = (UniqueConstraint("order_id", "seq"), Index("ix_callback_answer_at", "at"))

    id: Mapped[RowId]
    order_id: Mapped[int] = mapped_column(ForeignKey("work_order.id"))
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("callback_attempt.id"))
    seq: Mapped[int]
    at: Mapped[datetime]
    method: Mapped[str]
    contacted: Mapped[bool | None]
    found_true: Mapped[bool | None]
    solved: Mapped[str | None]
    score: Mapped[int | None]
    reason_code: Mapped[str | None]
    fault: Mapped[bool | None]
    check: Mapped[str | None]
    words: Mapped[str | None] = mapped_column(Sealed("rating.words"))  # as those of the table it took over
    conversation_id: Mapped[UUID | None] = mapped_column(Uuid)
