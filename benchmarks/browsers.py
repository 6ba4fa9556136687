"""Many browsers' live events from one process of their own: `python -m benchmarks.browsers URL MANY EVENTS COOKIES`.

Prints `ready` when every browser has its hello. Ends when every browser has had EVENTS events, or after `PATIENCE_S`
without any, with one JSON object: how many came to each, and the delays in milliseconds between an event's `data.sent`
(this machine's monotonic clock, before its transaction began) and its arrival.
"""

import asyncio
import json
import sys
import time

import websockets

PATIENCE_S = 20.0


class Browsers:
    def __init__(self, url: str, events: int) -> None:
        self.url, self.events = url, events
        self.ready = asyncio.Semaphore(0)
        self.delays: list[list[float]] = []
        self.last = time.monotonic()

    async def look(self, cookie: str) -> None:
        """One browser, until it has had every event."""
        delays: list[float] = []
        self.delays.append(delays)
        address = f"{self.url.replace('http', 'ws', 1)}/api/v1/events"
        headers = {"Cookie": f"hotline_session={cookie}"}
        async with websockets.connect(address, additional_headers=headers, proxy=None, compression=None) as socket:
            while len(delays) < self.events:
                message = json.loads(await socket.recv())
                if message["topic"] == "hello":
                    self.ready.release()
                elif "sent" in message.get("data", {}):
                    self.last = time.monotonic()
                    delays.append(1_000 * (self.last - message["data"]["sent"]))


async def _all(url: str, many: int, events: int, cookies: list[str]) -> None:
    browsers = Browsers(url, events)
    tasks = [asyncio.create_task(browsers.look(cookies[number % len(cookies)])) for number in range(many)]
    for _ in range(many):
        await browsers.ready.acquire()
    print("ready", flush=True)
    browsers.last = time.monotonic()
    while not all(task.done() for task in tasks) and time.monotonic() - browsers.last < PATIENCE_S:
        await asyncio.sleep(0.2)
    for task in tasks:
        task.cancel()
    came = [len(delays) for delays in browsers.delays]
    print(json.dumps({"came": came, "delays_ms": [delay for delays in browsers.delays for delay in delays]}))


if __name__ == "__main__":
    asyncio.run(_all(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:]))
