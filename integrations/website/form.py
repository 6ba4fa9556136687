"""The form: what a citizen typed, checked, and turned into a Submission."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Final

import orjson

from models import clock
from models.attachments import StoredFile
from models.intake import Channel, Submission
from models.places import Place

_PHONE: Final = re.compile(r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}")
_LIMITS: Final = {"place": 200, "name": 40}
EARLIEST: Final = 1900
SHORTEST, LONGEST = 10, 2000
"""Characters of a demand."""


@dataclass(frozen=True)
class Form:
    """The fields as typed. qr: the token of a scanned code. homepage is a trap: people do not see it, programs fill it
    in.
    """

    ticket: str = ""
    text: str = ""
    place: str = ""
    occurred: str = ""
    name: str = ""
    phone: str = ""
    secret: str = ""
    no_public: str = ""
    qr: str = ""
    homepage: str = ""

    def cleaned(self) -> "Form":
        """Without spaces around and without characters that cannot be stored."""
        return Form(**{name: value.replace("\x00", "").strip() for name, value in asdict(self).items()})

    def errors(self) -> dict[str, str]:
        """Field -> what to mend, in Chinese; empty when the form is good."""
        found: dict[str, str] = {}
        if not SHORTEST <= len(self.text) <= LONGEST:
            found["text"] = f"请写 {SHORTEST} 至 {LONGEST} 字，现在是 {len(self.text)} 字"
        if not _PHONE.fullmatch(self.phone.replace(" ", "")):
            found["phone"] = "请填写手机号码，或带区号的固定电话"
        for name, limit in _LIMITS.items():
            if len(getattr(self, name)) > limit:
                found[name] = f"请不要超过 {limit} 字"
        try:
            occurred = self.occurred_at()
        except ValueError:
            found["occurred"] = "请按“年-月-日 时:分”填写"
        else:
            if occurred and occurred > clock.now() + timedelta(minutes=5):
                found["occurred"] = "发生时间不能晚于现在"
        return found

    def occurred_at(self) -> datetime | None:
        """The instant that was meant (local time), None where it was left empty. Raises ValueError."""
        if not self.occurred:
            return None
        meant = datetime.fromisoformat(self.occurred).replace(tzinfo=clock.LOCAL)
        if meant.year < EARLIEST:
            raise ValueError("no living memory")
        return meant

    def submission(self, receipt: str, files: Sequence[StoredFile] = (), scanned: Place | None = None) -> Submission:
        """What the inbox stores; the receipt number makes sending twice harmless. scanned: the place of the QR code."""
        raw = {name: value for name, value in asdict(self).items() if name not in ("ticket", "homepage")}
        return Submission(
            channel=Channel.WEBSITE if scanned is None else Channel.QR,
            external_id=receipt,
            text=self.text,
            received_at=clock.now(),
            citizen_name=self.name or None,
            citizen_phone=self.phone.replace(" ", ""),
            place_text=self.place or (scanned.address if scanned else ""),
            occurred_at=self.occurred_at(),
            flags=frozenset(name for name in ("secret", "no_public") if getattr(self, name)),
            details={"place": scanned.code} if scanned else {},
            attachments=tuple(files),
            raw=orjson.dumps(raw),
        )
