"""What lies outside the city's platform: the mobile network, and a message board of the web.

Web servers of the simulation's own on loopback; the platform reaches them by its own adapters (integrations/sms,
integrations/boards).
"""

import re
import secrets
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

import orjson

_LINK: Final = re.compile(r"https?://\S+(/website/rate/(\w+)-\w+-\w+)")
_PATIENCE_S: Final = 3.0
FORUM: Final = 421200


class Outside:
    """A server that answers JSON with JSON."""

    def __init__(self) -> None:
        self.secret = secrets.token_urlsafe(24)
        self.news = threading.Condition()
        outside = self

        class Handler(BaseHTTPRequestHandler):
            """Every request is handed on."""

            def do_GET(self) -> None:
                asked = urlsplit(self.path)
                self._answer(outside.asked(asked.path, dict(parse_qsl(asked.query))))

            def do_POST(self) -> None:
                body = orjson.loads(self.rfile.read(int(self.headers["Content-Length"])))
                self._answer(outside.told(self.path, body))

            def _answer(self, said: Mapping[str, Any]) -> None:
                answer = orjson.dumps(said)
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, format: str, *args: object) -> None:
                """Numbers are nobody's business in a log."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def asked(self, path: str, given: Mapping[str, str]) -> Mapping[str, Any]:
        """The answer to a GET."""
        raise NotImplementedError

    def told(self, path: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """The answer to a POST."""
        raise NotImplementedError

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)


class MobileNetwork(Outside):
    """POST {"msg_id", "phone", "text"} -> {"code", "receipt"}; keeps the rating links that stand in texts."""

    def __init__(self) -> None:
        self._links: dict[str, str] = {}
        super().__init__()

    def told(self, path: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """A message reaches a telephone."""
        with self.news:
            if found := _LINK.search(body["text"]):
                self._links[found[2]] = found[1]
            self.news.notify_all()
        return {"code": "ok", "receipt": body["msg_id"]}

    def rating_link(self, order_no: str) -> str | None:
        """The way (/website/rate/...) that the citizen of this order got, waited for a little; None: he got none."""
        with self.news:
            self.news.wait_for(lambda: order_no in self._links, _PATIENCE_S)
            return self._links.get(order_no)


class Board(Outside):
    """One forum: its threads by rising tid, their state, and the official answers."""

    def __init__(self) -> None:
        self._threads: dict[int, dict[str, Any]] = {}
        super().__init__()

    def post(self, **thread: Any) -> int:
        """A citizen writes; the thread's number."""
        with self.news:
            tid = len(self._threads) + 1
            self._threads[tid] = {"tid": tid, "fid": FORUM, "stateInfo": "待回复", **thread}
            return tid

    def asked(self, path: str, given: Mapping[str, str]) -> Mapping[str, Any]:
        with self.news:
            if path == "/threads":
                after, most = int(given["after_tid"]), int(given["limit"])
                return {"list": [one for tid, one in self._threads.items() if tid > after][:most]}
            return dict(self._threads[int(path.rpartition("/")[2])])

    def told(self, path: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        tid = int(path.split("/")[2])
        with self.news:
            self._threads[tid] |= body
            if path.endswith("/answer"):
                self._threads[tid]["answerId"] = str(tid)
        return {"answerId": str(tid)}
