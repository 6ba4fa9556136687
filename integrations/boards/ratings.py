"""Ratings that people give an answered thread: `GET {base}/grades?fid&since&limit` -> {"list": [grade ...]}.

A grade (REPORT 3.3): tid, gradeManner and gradeSpeed (1-5), where the board has them gradeSolve (解决程度), gradeTotal
(满意程度), gradeContent, autoGrade (自动好评), gradeDate (seconds since 1970); by rising date. One that the board gave
by itself is nobody's word and is left out.
"""

import json
from typing import Any, Final

from integrations.boards.settings import BoardSettings
from integrations.channel import Unreadable
from integrations.channel.decoding import json_of
from integrations.channel.far_side import ask_json
from integrations.channel.fields import flag, text
from models import clock
from models.intake import Arrival, Channel, InboxMessage, Submission

_HIGHEST: Final = 5
_SOLVED: Final = {1: "未解决", 2: "未解决", 3: "部分解决", 4: "已解决", 5: "已解决"}
_PAGES: Final = 20
"""In one go; the rest comes the next time."""


def pull_ratings(settings: BoardSettings, fid: str, since: int) -> tuple[list[Arrival], int]:
    """The ratings of a forum from a second on, and the second of the last one. Raises `TryLater`, `Refused`."""
    found: list[Arrival] = []
    for _ in range(_PAGES):
        asked = {"fid": fid, "since": str(since), "limit": str(settings.page)}
        held = ask_json("GET", settings.address("/grades"), params=asked, headers=settings.headers).get("list")
        grades = [one for one in held if isinstance(one, dict)] if isinstance(held, list) else []
        found += [_arrival(fid, one) for one in grades if not flag(one, "autoGrade")]
        last = max([since, *(_number(one, "gradeDate") or 0 for one in grades)])
        if len(grades) < settings.page or last == since:
            return found, last
        since = last
    return found, since


def rating(message: InboxMessage, door: Channel) -> Submission:
    """A rating understood: the score is 满意程度, else the mean of manner and speed. Raises `Unreadable`."""
    grade = json_of(message.raw_bytes or b"", message.content_type)
    marks = [mark for name in ("gradeManner", "gradeSpeed") if (mark := _mark(grade, name))]
    score = _mark(grade, "gradeTotal") or (round(sum(marks) / len(marks)) if marks else None)
    if score is None:
        raise Unreadable("message-unreadable", "a rating without marks")
    solved = _mark(grade, "gradeSolve")
    return Submission(
        channel=door,
        external_id=message.external_id,
        text=text(grade, "gradeContent"),
        received_at=message.received_at,
        raw=message.raw_bytes,
        kind="rating",
        refers_to=message.refers_to,
        account=text(grade, "nickName") or None,
        details={"score": score} | ({"solved": _SOLVED[solved]} if solved else {}),
    )


def _arrival(fid: str, grade: dict[str, Any]) -> Arrival:
    tid = _number(grade, "tid")
    raw = json.dumps(grade, ensure_ascii=False).encode("utf-8", "surrogatepass")
    thread = f"{fid}:{tid}" if tid is not None else ""
    number = f"{thread}:grade:{_number(grade, 'gradeDate') or 0}" if thread else ""
    return Arrival(number, raw, clock.now(), "application/json", "rating", thread or None)


def _mark(grade: dict[str, Any], name: str) -> int | None:
    mark = _number(grade, name)
    return mark if mark is not None and 1 <= mark <= _HIGHEST else None


def _number(held: dict[str, Any], name: str) -> int | None:
    given = held.get(name)
    return int(given) if isinstance(given, int | str) and str(given).isascii() and str(given).isdigit() else None
