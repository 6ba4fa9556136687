"""The key ring: the keys that seal personal data, and the one that indexes it.

Sealing keys have ids, so that a new one can be added while what older ones sealed stays readable. The index key stays
for the life of a database: with another one nothing would be found again.
"""

import base64
import hmac
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE = 12
_KEY = 32


class KeyRingMissing(Exception):
    """No ring was set by `models.privacy.use`, or a key is not on it. Code: `keyring-missing`."""

    code = "keyring-missing"


class SealBroken(Exception):
    """Sealed data was altered, moved to another column, or sealed with another ring. Code: `seal-broken`."""

    code = "seal-broken"


@dataclass(frozen=True)
class KeyRing:
    """Keys by id (1..255); `current` seals, all open. Never printed."""

    keys: Mapping[int, bytes] = field(repr=False)
    current: int
    index_key: bytes = field(repr=False)

    @classmethod
    def load(cls, folder: Path) -> "KeyRing":
        """From HOTLINE_KEY (base64 of 32 bytes or more), else `folder`/keyring.json, which is made on first use."""
        given = os.environ.get("HOTLINE_KEY")
        if given:
            return cls.derived(base64.b64decode(given, validate=True))
        path = folder / "keyring.json"
        try:
            return cls._read(path)
        except FileNotFoundError:
            fresh = cls({1: secrets.token_bytes(_KEY)}, 1, secrets.token_bytes(_KEY))
            return fresh._save_new(path)

    @classmethod
    def derived(cls, master: bytes) -> "KeyRing":
        """A ring with one key, both parts derived from `master`."""
        if len(master) < _KEY:
            raise ValueError(f"HOTLINE_KEY must hold at least {_KEY} bytes")

        def part(purpose: bytes) -> bytes:
            return HKDF(hashes.SHA256(), _KEY, salt=None, info=purpose).derive(master)

        return cls({1: part(b"hotline seal 1")}, 1, part(b"hotline index"))

    def with_new_key(self) -> "KeyRing":
        """The same ring with one key more, which seals from now on."""
        new = max(self.keys) + 1
        return replace(self, keys={**self.keys, new: secrets.token_bytes(_KEY)}, current=new)

    def save(self, folder: Path) -> None:
        """Replaces `folder`/keyring.json, mode 0600."""
        target = folder / "keyring.json"
        draft = target.with_name(f".keyring-{secrets.token_hex(8)}.json")
        self._write(draft)
        draft.replace(target)

    def seal(self, purpose: str, value: str | bytes) -> bytes:
        """Key id (1 byte), nonce (12), AES-256-GCM of the UTF-8 text; `purpose` must be the same at opening."""
        nonce = secrets.token_bytes(_NONCE)
        plain = value.encode() if isinstance(value, str) else value
        cipher = AESGCM(self.keys[self.current]).encrypt(nonce, plain, purpose.encode())
        return bytes([self.current]) + nonce + cipher

    def open(self, purpose: str, sealed: bytes) -> str:
        """What `seal` hid. Raises `SealBroken`, or `KeyRingMissing` for an unknown key id."""
        key = self.keys.get(sealed[0]) if sealed else None
        if key is None:
            raise KeyRingMissing("the key that sealed this is not on the ring")
        try:
            plain = AESGCM(key).decrypt(sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :], purpose.encode())
        except InvalidTag:
            raise SealBroken(f"sealed data for {purpose} does not open") from None
        return plain.decode()

    def sign(self, purpose: str, message: bytes) -> bytes:
        """HMAC-SHA-256 of `message` with a key of that purpose alone."""
        return hmac.digest(_signing_key(self.index_key, purpose), message, "sha256")

    def signed(self, purpose: str, message: bytes, signature: bytes) -> bool:
        """Whether `sign` made this signature."""
        return hmac.compare_digest(self.sign(purpose, message), signature)

    @classmethod
    def _read(cls, path: Path) -> "KeyRing":
        held = json.loads(path.read_text("ascii"))
        keys = {int(number): base64.b64decode(key) for number, key in held["keys"].items()}
        return cls(keys, int(held["current"]), base64.b64decode(held["index"]))

    def _write(self, path: Path) -> None:
        held = {
            "current": self.current,
            "keys": {str(number): base64.b64encode(key).decode() for number, key in self.keys.items()},
            "index": base64.b64encode(self.index_key).decode(),
        }
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(held, file)
            file.flush()
            os.fsync(file.fileno())

    def _save_new(self, path: Path) -> "KeyRing":
        """Writes the ring unless another process was first; returns the one that is now in the file."""
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f".keyring-{secrets.token_hex(8)}.json")
        self._write(draft)
        try:
            os.link(draft, path)
        except FileExistsError:
            return self._read(path)
        finally:
            draft.unlink()
        return self


@cache
def _signing_key(index_key: bytes, purpose: str) -> bytes:
    return HKDF(hashes.SHA256(), _KEY, salt=None, info=f"hotline sign {purpose}".encode()).derive(index_key)


_active: KeyRing | None = None


def use(chosen: KeyRing) -> None:
    """Sets the ring of this process; once, at start."""
    global _active
    _active = chosen


def ring() -> KeyRing:
    """The ring of this process. Raises `KeyRingMissing` when none was set."""
    if _active is None:
        raise KeyRingMissing("no key ring: call models.privacy.use(KeyRing.load(...)) at start")
    return _active
