"""A message board as the domain report describes it: threads by fid and tid, moderated, with states and answers.

Like the real ones it publishes threads late and out of order, escapes its texts as HTML, and sends nonsense at times.
"""

import json
from collections import deque
from typing import Any

from callcenter.channels import pulling
from integrations.boards import PEOPLE_BOARD
from integrations.channel import Channel as Port
from models.database import Store
from tests.integrations.far_side import Answer, Asked, FarSide, Fault

TOKEN = "token-of-the-city"
FID = 1234


class Board:
    """threads: everything that was written; public: what moderation has let through."""

    def __init__(self, far: FarSide, store: Store, channel: Port = PEOPLE_BOARD) -> None:
        self.channel, self._store, self.far = channel, store, far
        self.settings: dict[str, Any] = {
            "base_url": far.url,
            "token": TOKEN,
            "forums": [FID, FID + 1],
            "organization": "咸宁市政务服务热线",
        }
        self.faults: deque[Fault] | None = far.faults
        self.threads: dict[int, Any] = {}
        self.public: set[int] = set()
        self.files: dict[str, bytes] = {}
        self.grades: list[dict[str, Any]] = []
        self.encoding = "utf-8"
        self.written: list[str] = []
        far.answer = self._answer

    def thread(self, tid: int, content: str, **fields: Any) -> dict[str, Any]:
        """A thread with the whole field set."""
        return {
            "tid": tid, "fid": FID, "dateline": 1_790_000_000 + tid, "subject": "留言", "content": content,
            "domainName": "城建", "typeName": "求助", "stateInfo": "待回复", "answerId": None, "answerOrganization": "",
            "answerContent": "", "favNum": 3, "ip": "湖北", "nickName": "网友甲", "gradeManner": 0, "gradeSpeed": 0,
            **fields,
        }  # fmt: skip

    def put(self, number: str, words: str, **fields: Any) -> None:
        given = {"title": "subject", "name": "truename", "phone": "linktel", "occurred": "dateline"}
        self.files |= {f"/files/{number}/{at}": data for at, (_, data) in enumerate(fields.get("files", []))}
        fields["attachments"] = [
            {"name": name, "url": f"{self.far.url}/files/{number}/{at}"}
            for at, (name, _) in enumerate(fields.pop("files", []))
        ]
        named = {given.get(name, name): value for name, value in fields.items()}
        self.threads[int(number)] = self.thread(int(number), words.replace("<", "&lt;"), **named)

    def put_bytes(self, number: str, raw: bytes, content_type: str | None = None) -> None:
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                self.threads[int(number)] = self.thread(int(number), json.loads(raw.decode(encoding))["content"])
            except ValueError:
                continue
            self.encoding = "gb18030" if encoding == "gb18030" else "utf-8"
            return
        self.threads[int(number)] = {"tid": int(number), "fid": FID, "content": {"broken": raw.hex()}}

    def bring(self, *numbers: str) -> None:
        self.public |= {int(number) for number in numbers}
        pulling.pull(self._store, self.channel.name)

    def encoded(self, words: str, encoding: str) -> bytes:
        return json.dumps({"content": words}, ensure_ascii=False).encode(encoding)

    def external_id(self, number: str) -> str:
        self.public.add(int(number))
        self.threads.setdefault(int(number), self.thread(int(number), "路灯不亮"))
        return f"{FID}:{number}"

    def heard(self) -> list[str]:
        return self.written

    def _answer(self, asked: Asked) -> Answer:
        if asked.headers.get("authorization") != f"Bearer {TOKEN}":
            return 401, {"error": "token"}
        if asked.method == "GET" and asked.path == "/threads":
            return 200, self._page(asked.query)
        if asked.path == "/grades":
            mine = [one for one in self.grades if str(one["fid"]) == asked.query["fid"]]
            since, limit = int(asked.query["since"]), int(asked.query["limit"])
            return 200, {"list": [one for one in mine if one["gradeDate"] >= since][:limit]}
        if asked.path in self.files:
            return 200, self.files[asked.path]
        tid = int(asked.path.split("/")[2])
        if tid not in self.threads:
            return 404, {"error": "no such thread"}
        thread = self.threads[tid]
        if asked.method == "POST":
            thread |= asked.json()
            self.written.append(asked.headers["idempotency-key"])
            if "answerContent" in asked.json():
                thread |= {"answerId": tid * 10, "stateInfo": "已办理"}
        return 200, thread

    def _page(self, asked: dict[str, str]) -> Any:
        if int(asked["fid"]) != FID:
            return {"list": []}
        after, limit = int(asked["after_tid"]), int(asked["limit"])
        found = [self.threads[tid] for tid in sorted(self.public) if tid > after][:limit]
        return json.dumps({"list": found}, ensure_ascii=False).encode(self.encoding, "surrogatepass")
