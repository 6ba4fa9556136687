"""Call-backs: every closed order is followed up by the city's policy, at most three times, and every answer is kept."""

from models.callbacks.advancing import advance
from models.callbacks.following import open_task
from models.callbacks.rating import GRADES, rate, rate_again, rated
from models.callbacks.tables import (
    OPEN,
    TASK_KINDS,
    TASK_STATES,
    WAYS,
    CallbackAnswer,
    CallbackAttempt,
    CallbackTask,
)

__all__ = [
    "GRADES",
    "OPEN",
    "TASK_KINDS",
    "TASK_STATES",
    "WAYS",
    "CallbackAnswer",
    "CallbackAttempt",
    "CallbackTask",
    "advance",
    "open_task",
    "rate",
    "rate_again",
    "rated",
]
