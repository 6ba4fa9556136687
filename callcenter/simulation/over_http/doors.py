"""The citizens' doors, as citizens and the city's other systems use them: the web form, signed intake, text messages,
a message board, the counter. Each gives a receipt, by which the order is found once the application has made it.
"""

import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import httpx

from callcenter.simulation.ledger import Refused
from callcenter.simulation.over_http.browsers import API, Broken, Browsers, refusal
from callcenter.simulation.over_http.outside import FORUM, Board, MobileNetwork
from callcenter.simulation.words import Demand
from integrations.channel.signing import signed_headers
from models import clock
from models.intake import Channel

SYSTEM: Final = "simulated-city"
_TICKET: Final = re.compile(r'name="ticket" value="([^"]+)"')
_BIG: Final = re.compile(r'class="big" id="\w+">([^<]+)<')
_ORDER: Final = re.compile(r"<dt>工单编号</dt><dd>([0-9A-Z]+)</dd>")
_NONCE: Final = re.compile(r'name="nonce" value="([^"]+)"')
_NAME: Final = "12345热线"
_BOARDS: Final = frozenset({Channel.BOARD, Channel.PEOPLE_BOARD})
_FOR_ALL: Final = frozenset({Channel.APP})
_IN_THE_OPEN: Final = frozenset({Channel.SMS, Channel.COUNTER, Channel.BOARD})
"""By which nothing confidential is written: nothing there would say that it is."""
_MADE_S: Final = 60.0
_STEP_S: Final = 0.05

Finds = Callable[[], str | None]
"""The number of the order, where it is there already."""


@dataclass(frozen=True)
class Receipt:
    """What a citizen has in his hand."""

    finds: Finds

    def order_no(self) -> str:
        """The order's number, waited for: the job behind the door makes it."""
        until = time.monotonic() + _MADE_S
        while (number := self.finds()) is None:
            if time.monotonic() > until:
                raise Broken(f"no order after {_MADE_S:.0f} s")
            time.sleep(_STEP_S)
        return number


@dataclass(frozen=True)
class Keepers:
    """Logins: of whoever sits at the counter, sees to the channels, and looks into the inbox."""

    clerk: str
    administrator: str
    supervisor: str


class Doors:
    """minute: lets the machine's next minute come, in which boards are asked."""

    def __init__(
        self, browsers: Browsers, network: MobileNetwork, board: Board, keepers: Keepers, minute: Callable[[], None]
    ) -> None:
        self._browsers, self._network, self._board, self._keepers = browsers, network, board, keepers
        self._minute = minute
        self._web = httpx.Client(base_url=browsers.url, timeout=60, trust_env=False)
        self._by: Mapping[Channel, Callable[[str, Demand], Receipt]] = {
            Channel.WEBSITE: self._form, Channel.APP: self._app, Channel.SMS: self._text,
            Channel.COUNTER: self._counter, Channel.BOARD: self._thread,
        }  # fmt: skip

    def close(self) -> None:
        self._web.close()

    def open_up(self) -> None:
        """An administrator sets the channels up, as at a site."""
        agreed = {"system_id": SYSTEM, "secret": self._network.secret}
        network = {"gateway_url": f"{self._network.url}/texts", "signature": _NAME, "per_hour": 1000, "per_day": 1000}
        board = {"base_url": self._board.url, "token": self._board.secret, "forums": [FORUM], "organization": _NAME}
        for name, values in (("app", agreed), ("sms", agreed | network), (Channel.BOARD.value, board)):
            path = f"/channels/{name}/settings"
            read = self._browsers.get(self._keepers.administrator, path)
            body = {"enabled": True, "version": read["version"], "values": values}
            self._browsers.put(self._keepers.administrator, path, body)

    @staticmethod
    def used(channel: Channel, demand: Demand) -> Channel:
        """By which door a demand comes in: a form asks for a telephone number; what is not here goes to the form."""
        if demand.phone is None:
            return Channel.APP
        if channel in _BOARDS:
            channel = Channel.BOARD
        open_ones = _FOR_ALL if demand.secret else _FOR_ALL | _IN_THE_OPEN
        return channel if channel in open_ones else Channel.WEBSITE

    def write(self, channel: Channel, external: str, demand: Demand) -> Receipt:
        """Raises `Refused`."""
        return self._by[channel](external, demand)

    def rate(self, link: str, form: Mapping[str, str]) -> None:
        """The page behind a rating link: opened, filled in, sent. Raises `Refused` where it does not take it."""
        page = self._web.get(link)
        nonce = _NONCE.search(page.text)
        if nonce is None:
            raise Refused("rating-not-asked")
        answer = self._web.post(link, data={**form, "nonce": nonce[1]})
        if "感谢您的评价" not in answer.text:
            raise Refused("rating-not-taken", str(answer.status_code))

    def _form(self, external: str, demand: Demand) -> Receipt:
        """The page of /website; afterwards the page behind number and query code."""
        ticket = _TICKET.search(self._web.get("/website").text)
        if ticket is None:
            raise Broken("/website has no form")
        given = {"ticket": ticket[1], "text": demand.text, "phone": demand.phone or "", "place": demand.place_text}
        given |= {"name": demand.name or "", "secret": "1" if demand.secret else ""}
        answer = self._web.post("/website", data=given)
        told = _BIG.findall(answer.text)
        if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
            raise Refused("too-many-requests")
        if len(told) != 2:
            raise Broken(f"/website: {answer.status_code} {answer.text[:300]}")
        number, code = told

        def finds() -> str | None:
            page = self._web.post("/website/follow", data={"number": number, "code": code}).text
            found = _ORDER.search(page)
            return found[1] if found else None

        return Receipt(finds)

    def _app(self, external: str, demand: Demand) -> Receipt:
        held: dict[str, Any] = {"content": demand.text, "place": demand.place_text, "secret": demand.secret}
        held |= {"anonymous": demand.name is None}
        held |= {name: said for name, said in (("name", demand.name), ("phone", demand.phone)) if said}
        return self._signed(Channel.APP, external, held)

    def _text(self, external: str, demand: Demand) -> Receipt:
        return self._signed(Channel.SMS, external, {"phone": demand.phone, "text": demand.text})

    def _signed(self, channel: Channel, key: str, held: dict[str, Any]) -> Receipt:
        """The signed door of another system; it asks for the order's number by the same key."""
        path = f"/channels/{channel.value}/messages"

        def sign(body: bytes) -> dict[str, str]:
            return signed_headers(SYSTEM, self._network.secret, body)

        body = json.dumps(held, ensure_ascii=False).encode()
        headers = sign(body) | {"Idempotency-Key": key, "Content-Type": "application/json; charset=utf-8"}
        answer = self._web.post(path, content=body, headers=headers)
        if not answer.is_success:
            raise refusal(answer)

        def finds() -> str | None:
            told = self._web.get(f"{path}/{key}", headers=sign(b""))
            if not told.is_success:
                raise refusal(told)
            number: str | None = told.json().get("order_no")
            return number

        return Receipt(finds)

    def _counter(self, external: str, demand: Demand) -> Receipt:
        body = {"citizen_name": demand.name or "", "citizen_phone": demand.phone, "text": demand.text}
        told = self._browsers.post(self._keepers.clerk, "/counter/demands", body | {"place_text": demand.place_text})
        number: str | None = told["order_no"]
        if number is None:
            raise Broken(f"{API}/counter/demands made no order")
        return Receipt(lambda: number)

    def _thread(self, external: str, demand: Demand) -> Receipt:
        """The platform asks the board in its next minute, out of turn; the thread's order stands in the inbox."""
        known = {"nickName": demand.name, "truename": demand.name, "linktel": demand.phone}
        said = {"subject": demand.text[:30], "content": demand.text, "address": demand.place_text}
        tid = self._board.post(dateline=clock.now().timestamp(), **said, **known)
        channel = Channel.BOARD.value
        self._browsers.post(self._keepers.administrator, f"/channels/{channel}/pull")
        self._minute()

        def finds() -> str | None:
            rows = self._browsers.get(self._keepers.supervisor, "/inbox", channel=channel, limit="100")["items"]
            return next((row["order_no"] for row in rows if row["external_id"] == f"{FORUM}:{tid}"), None)

        return Receipt(finds)
