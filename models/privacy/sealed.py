"""A sealed column, and the blind index by which its value is found again without being read."""

import hmac
import re
import unicodedata
from collections.abc import Callable
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import Dialect, LargeBinary
from sqlalchemy.types import TypeDecorator

from models.privacy.keys import KeyRing, ring


class Sealed(TypeDecorator[str]):
    """Text that the database holds as AES-GCM bytes. purpose: bound to the bytes, so they open in this column alone."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, purpose: str) -> None:
        super().__init__()
        self.purpose = purpose

    def sealed(self, value: str | bytes | None) -> bytes | None:
        """What the column holds of a value; bytes are a text's UTF-8."""
        return None if value is None else ring().seal(self.purpose, value)

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return self.sealed(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else ring().open(self.purpose, bytes(value))


_MOBILE: Final = re.compile(r"1[3-9]\d{9}", re.ASCII)


def normal_phone(value: str) -> str:
    """The digits that identify a line: no spaces, dashes or brackets, no +86 or 0086 before a Chinese number."""
    digits = re.sub(r"[^0-9+]", "", unicodedata.normalize("NFKC", value))
    return re.sub(r"^(\+|00)86(?=\d{7,})", "", digits).lstrip("+")


def is_mobile(phone: str | None) -> bool:
    """Whether it is a mobile number of this country: a land line gets no text message."""
    return bool(phone and _MOBILE.fullmatch(normal_phone(phone)))


def _normal_name(value: str) -> str:
    return "".join(unicodedata.normalize("NFKC", value).split())


def _normal_mail(value: str) -> str:
    return unicodedata.normalize("NFKC", value).strip().lower()


_NORMAL: dict[str, Callable[[str], str]] = {"phone": normal_phone, "name": _normal_name, "mail": _normal_mail}


def blind_index(keys: KeyRing, kind: str, value: str) -> bytes:
    """HMAC-SHA256 (32 bytes) of the normalised value; equal values of one kind, and only those, are equal.

    kind: `phone`, `name` or `mail`, each with its own normal form.
    """
    return hmac.digest(keys.index_key, f"{kind}\0{_NORMAL[kind](value)}".encode(), sha256)
