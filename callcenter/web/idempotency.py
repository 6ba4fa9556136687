"""`Once`: a write that carries an Idempotency-Key happens once; the same request again gets the stored answer."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Final, TypeVar

from fastapi import Depends, Header
from pydantic import BaseModel
from starlette.requests import Request

from callcenter.web.problem import Problem
from callcenter.web.signed_in import Signed
from callcenter.web.transaction import Transaction
from models import idempotency

Body = TypeVar("Body", bound=BaseModel)

_KEY: Final = re.compile(r"[\x21-\x7e]{8,200}")

KeyHeader = Annotated[
    str | None,
    Header(alias="Idempotency-Key", description="8 to 200 printable signs, new for every intended write; kept 2 days"),
]


async def _fingerprint(request: Request) -> bytes:
    """What makes two requests the same: method, address, body."""
    place = f"{request.method} {request.url.path}?{request.url.query}\0"
    return hashlib.sha256(place.encode() + await request.body()).digest()


@dataclass
class OnceOnly:
    """One write of one user. Without a key it is simply done. kept: the answer's JSON, once it is stored."""

    user_id: int
    key: str | None
    fingerprint: bytes
    transaction: Transaction
    kept: str | None = None

    def __call__(self, kind: type[Body], write: Callable[[], Body]) -> Body:
        """What `write` gives, or gave when the same request came before. Raises `idempotency-mismatch`."""
        if self.key is None:
            return write()
        if not _KEY.fullmatch(self.key):
            raise Problem("idempotency-key-invalid")
        self.kept = idempotency.claim(self.transaction, self.user_id, self.key, self.fingerprint)
        if self.kept is not None:
            return kind.model_validate_json(self.kept)
        answer = write()
        self.kept = answer.model_dump_json()
        idempotency.keep(self.transaction, self.user_id, self.key, self.kept)
        return answer


async def _once(
    signed: Signed,
    transaction: Transaction,
    fingerprint: Annotated[bytes, Depends(_fingerprint)],
    key: KeyHeader = None,
) -> OnceOnly:
    return OnceOnly(signed.user.id, key, fingerprint, transaction)


Once = Annotated[OnceOnly, Depends(_once)]
