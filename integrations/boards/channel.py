"""The channel: threads of the city's forums, behind the highest thread number (tid) of each forum (fid).

Field names are the board's own (REPORT 3.3). The interface that we ask of a board, or of an importer in front of it:
`GET /threads?fid&after_tid&limit` -> {"list": [thread ...]} by rising tid, `GET /threads/{tid}` -> thread,
`POST /threads/{tid}/state` {"stateInfo"}, `POST /threads/{tid}/answer` {"answerOrganization", "answerContent"}; a
bearer token. We never scrape pages.
"""

import html
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from integrations.boards.ratings import pull_ratings, rating
from integrations.boards.settings import BoardSettings
from integrations.channel import Capabilities, ChannelSettings, Delivery, FileOffer, Notice, Pulled, Sent, Unreadable
from integrations.channel.decoding import json_of
from integrations.channel.far_side import ask, ask_json
from integrations.channel.fields import flag, instant, text
from integrations.channel.offering import below, offers
from models import clock
from models.attachments import LARGEST
from models.intake import Arrival, Channel, InboxMessage, Submission

_TAG: Final = re.compile(r"<[^<>]{0,200}>")
_BREAK: Final = re.compile(r"<(?:br|/p|/div)\s*/?>", re.I)
_HANDLING: Final = "办理中"
_TELLS: Final = frozenset[Notice]({"accepted", "replied"})
_CAN: Final = Capabilities(brings=frozenset({"demand", "rating"}), remembers=True, files=LARGEST)


@dataclass(frozen=True)
class MessageBoard:
    """A board with this interface."""

    name: str
    chinese: str
    door: Channel
    settings: type[BoardSettings] = BoardSettings
    capabilities: Capabilities = _CAN

    def pull(self, settings: BoardSettings, position: dict[str, Any]) -> Pulled:
        """A page of one forum, behind the last one the ratings. position: {"forums": {fid: highest tid}, "at": fid,
        "after": tid within a long list, "grades": {fid: second of the last rating}}.
        """
        grades = {str(fid): int(at) for fid, at in position.get("grades", {}).items()}
        pulled = self._threads(settings, position)
        found = list(pulled.arrivals)
        for fid in () if pulled.more or not settings.ratings else map(str, settings.forums):
            rated, grades[fid] = pull_ratings(settings, fid, grades.get(fid, 0))
            found += rated
        return replace(pulled, arrivals=found, position=pulled.position | ({"grades": grades} if grades else {}))

    def _threads(self, settings: BoardSettings, position: dict[str, Any]) -> Pulled:
        high = {str(fid): int(tid) for fid, tid in position.get("forums", {}).items()}
        forums = [str(fid) for fid in settings.forums]
        fid = position["at"] if position.get("at") in forums else forums[0]
        after = position.get("after")
        if after is None:
            after = max(high.get(fid, 0) - settings.overlap, 0)
        threads = _threads(settings, fid, after)
        numbers = [number for thread in threads if (number := _number(thread)) is not None]
        arrivals = [_arrival(fid, thread) for thread in threads if _is_ours(thread, settings.since)]
        high[fid] = max([high.get(fid, 0), *numbers])
        if len(threads) >= settings.page and numbers and max(numbers) > after:
            return Pulled(arrivals, {"forums": high, "at": fid, "after": max(numbers)}, more=True)
        following = forums[forums.index(fid) + 1 :]
        return Pulled(arrivals, {"forums": high, "at": following[0] if following else None}, more=bool(following))

    def read(self, message: InboxMessage, settings: ChannelSettings) -> Submission:
        """A thread, or the rating of one."""
        if message.kind == "rating":
            return rating(message, self.door)
        thread = json_of(message.raw_bytes or b"", message.content_type)
        told = ("tid", "fid", "domainName", "typeName", "stateInfo", "favNum")
        return Submission(
            channel=self.door,
            external_id=message.external_id,
            text=_plain(text(thread, "content")),
            received_at=message.received_at,
            title=_plain(text(thread, "subject")),
            citizen_name=text(thread, "truename", "nickName") or None,
            citizen_phone=text(thread, "linktel") or None,
            place_text=text(thread, "address"),
            flags=frozenset({"no_public"} if flag(thread, "hidden") else ()),
            raw=message.raw_bytes,
            account=text(thread, "nickName") or None,
            details={name: thread[name] for name in told if name in thread},
        )

    def files(self, message: InboxMessage, settings: BoardSettings) -> Sequence[FileOffer]:
        """`attachments` of the thread: addresses, as boards have them."""
        return offers(json_of(message.raw_bytes or b"", message.content_type))

    def headers_for(self, settings: BoardSettings, address: str) -> dict[str, str] | None:
        """The token goes to the interface's own address alone."""
        if below(address, settings.base_url):
            return settings.headers
        return {} if below(address, settings.files_url) else None

    def tells(self, settings: BoardSettings) -> frozenset[Notice]:
        return _TELLS

    def deliver(self, settings: BoardSettings, delivery: Delivery) -> Sent:
        """办理中, or the official reply. The board is asked first: what stands there already is not written again."""
        tid = delivery.external_id.rpartition(":")[2]
        thread = ask_json("GET", settings.address(f"/threads/{tid}"), headers=settings.headers)
        if delivery.notice == "accepted":
            if text(thread, "stateInfo") in ("", "待回复"):
                _post(settings, f"/threads/{tid}/state", delivery.key, {"stateInfo": _HANDLING})
            return Sent()
        answer = str(delivery.facts.get("reply") or delivery.text)
        if text(thread, "answerContent") == answer:
            return Sent(text(thread, "answerId") or None)
        told = {"answerOrganization": settings.organization, "answerContent": answer}
        return Sent(text(_post(settings, f"/threads/{tid}/answer", delivery.key, told), "answerId") or None)


def _post(settings: BoardSettings, path: str, key: str, told: dict[str, str]) -> dict[str, Any]:
    body = json.dumps(told, ensure_ascii=False).encode()
    headers = settings.headers | {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": key}
    answer, kind = ask("POST", settings.address(path), body=body, headers=headers)
    return json_of(answer or b"{}", kind)


def _threads(settings: BoardSettings, fid: str, after: int) -> list[Any]:
    asked = {"fid": fid, "after_tid": str(after), "limit": str(settings.page)}
    answer = ask_json("GET", settings.address("/threads"), params=asked, headers=settings.headers)
    found = answer.get("list")
    return found if isinstance(found, list) else []


def _arrival(fid: str, thread: Any) -> Arrival:
    """What cannot be numbered is kept all the same, under a hash of its bytes."""
    number = _number(thread)
    raw = json.dumps(thread, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return Arrival(f"{fid}:{number}" if number is not None else "", raw, clock.now(), "application/json")


def _number(thread: Any) -> int | None:
    given = thread.get("tid") if isinstance(thread, dict) else None
    return int(given) if isinstance(given, int | str) and str(given).isascii() and str(given).isdigit() else None


def _is_ours(thread: Any, since: date | None) -> bool:
    """Not one that was answered before we saw it, nor one of before our time. What is broken is ours to look at."""
    if not isinstance(thread, dict):
        return True
    if thread.get("answerId"):
        return False
    try:
        posted = instant(thread, "dateline")
    except Unreadable:
        return True
    return since is None or posted is None or posted.astimezone(clock.LOCAL).date() >= since


def _plain(given: str) -> str:
    """Text of a page: line breaks kept, tags and entities gone."""
    return html.unescape(_TAG.sub("", _BREAK.sub("\n", given))).replace("\u3000", " ").replace("\xa0", " ").strip()


PEOPLE_BOARD = MessageBoard("people_board", "人民网领导留言板", Channel.PEOPLE_BOARD)
BOARD = MessageBoard("board", "网络论坛留言", Channel.BOARD)
