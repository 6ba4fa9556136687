"""A far side: a real HTTP server of the test's own that remembers what it was asked and misbehaves when told to."""

import contextlib
import json
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal
from urllib.parse import parse_qsl, urlsplit

Fault = Literal["cut", "error", "busy", "half", "html", "refuse", "slow", "after"]
"""cut: closes without an answer; error: 500; busy: 429; half: half a body; html: a login page; refuse: 400;
slow: waits a moment; after: does it, then closes without an answer."""


@dataclass
class Asked:
    """One request."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


Answer = tuple[int, Any]


@dataclass
class FarSide:
    """answer: what it does with a request that no fault took: (status, JSON or bytes)."""

    answer: Callable[[Asked], Answer] = lambda asked: (200, {"ok": True})
    asked: list[Asked] = field(default_factory=list)
    faults: deque[Fault] = field(default_factory=deque)
    url: str = ""
    lock: threading.Lock = field(default_factory=threading.Lock)

    @contextlib.contextmanager
    def running(self) -> Iterator["FarSide"]:
        far = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, format: str, *args: object) -> None:
                """A test says what it has to say itself."""

            def _do(self) -> None:
                place = urlsplit(self.path)
                length = int(self.headers.get("Content-Length") or 0)
                asked = Asked(
                    self.command,
                    place.path,
                    dict(parse_qsl(place.query)),
                    {name.lower(): value for name, value in self.headers.items()},
                    self.rfile.read(length),
                )
                far._serve(self, asked)

            do_GET = do_POST = do_PUT = _do

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        server.handle_error = lambda *_: None  # type: ignore[method-assign] # who hangs up on us is killed on purpose
        self.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()
            thread.join(5)

    def _serve(self, handler: BaseHTTPRequestHandler, asked: Asked) -> None:
        with self.lock:
            self.asked.append(asked)
            fault = self.faults.popleft() if self.faults else None
        status: int
        told: Any
        match fault:
            case "cut":
                handler.close_connection = True
                return
            case "error":
                status, told = 500, {"error": "internal"}
            case "busy":
                status, told = 429, {"error": "busy"}
            case "html":
                status, told = 200, b"<html>please sign in</html>"
            case "refuse":
                status, told = 400, {"error": "no"}
            case _:
                if fault == "slow":
                    time.sleep(0.05)
                with self.lock:
                    status, told = self.answer(asked)
                if fault == "after":
                    handler.close_connection = True
                    return
        body = told if isinstance(told, bytes) else json.dumps(told, ensure_ascii=False).encode()
        handler.send_response(status)
        handler.send_header("Content-Type", "application/json; charset=utf-8")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body[: len(body) // 2] if fault == "half" else body)
        if fault == "half":
            handler.close_connection = True
