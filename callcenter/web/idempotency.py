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
    scope = request.scope
    place = f"{scope['method']} {scope['path']}?".encode() + scope["query_string"] + b"\0"
    return hashlib.sha256(place + await request.body()).digest()


def as_json(answer: BaseModel) -> bytes:
    """As `model_dump_json`, but not decoded to be encoded again."""
    return answer.__pydantic_serializer__.to_json(answer)


@dataclass
class OnceOnly:
    """One write of one user. Without a key it is simply done. kept: the answer's JSON, once it is stored."""

    user_id: int
    key: str | None
    fingerprint: bytes
    transaction: Transaction
    kept: bytes | None = None

    def __call__(self, kind: type[Body], write: Callable[[], Body]) -> Body:
        """What `write` gives, or gave when the same request came before. Raises `idempotency-mismatch`."""
        if self.key is None:
            return write()
        if not _KEY.fullmatch(self.key):
            raise Problem("idempotency-key-invalid")
        known = idempotency.claim(self.transaction, self.user_id, self.key, self.fingerprint)
        if known is not None:
            self.kept = known.encode()
            return kind.model_validate_json(known)
        answer = write()
        self.kept = as_json(answer)
        idempotency.keep(self.transaction, self.user_id, self.key, self.kept)
        return answer


async def _once(request: Request, signed: Signed, transaction: Transaction, key: KeyHeader = None) -> OnceOnly:
    return OnceOnly(signed.user.id, key, await _fingerprint(request), transaction)


Once = Annotated[OnceOnly, Depends(_once)]
