"""A download that can be taken up again: the part stays beside its target until its SHA-256 is right."""

import hashlib
import time
from collections.abc import Callable
from pathlib import Path

import httpx

_TIMEOUT = httpx.Timeout(30.0, connect=5.0)
_TRIES = 3


class DownloadFailed(Exception):
    """An address did not give the file. Code: `download-failed`."""

    code = "download-failed"


class WrongChecksum(DownloadFailed):
    """The file at the address is not the one of the table. Code: `wrong-checksum`."""

    code = "wrong-checksum"


def sha256_of(path: Path) -> str:
    """SHA-256 of a file in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fetch(url: str, into: Path, sha256: str, report: Callable[[str], None]) -> Path:
    """Fetch `url` into the folder `into`; continues a part that an earlier, cut try left there.

    Raises `DownloadFailed` where the address cannot be reached or breaks off for good, `WrongChecksum` where the
    content is another one (the part is thrown away).
    """
    into.mkdir(parents=True, exist_ok=True)
    path = into / url.rsplit("/", 1)[-1]
    if path.exists() and sha256_of(path) == sha256:
        return path
    part = path.with_name(path.name + ".part")
    for left in reversed(range(_TRIES)):
        try:
            _continue(url, part, report)
            break
        except httpx.ConnectError as error:
            raise DownloadFailed(f"{url}: {error}") from error
        except httpx.HTTPError as error:
            if not left:
                raise DownloadFailed(f"{url}: {error or type(error).__name__}") from error
            time.sleep(0.5)
    if (found := sha256_of(part)) != sha256:
        part.unlink()
        raise WrongChecksum(f"{url}: SHA-256 is {found}, the table says {sha256}")
    return part.replace(path)


def _continue(url: str, part: Path, report: Callable[[str], None]) -> None:
    """One request from where the part ends; appends only when the server honours the range."""
    have = part.stat().st_size if part.exists() else 0
    headers = {"Range": f"bytes={have}-", "Accept-Encoding": "identity"} if have else {"Accept-Encoding": "identity"}
    with httpx.stream("GET", url, headers=headers, timeout=_TIMEOUT, follow_redirects=True) as answer:
        if answer.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
            return  # the part is whole already; the checksum decides
        answer.raise_for_status()
        resumed = answer.status_code == httpx.codes.PARTIAL_CONTENT
        total = int(answer.headers.get("Content-Length", 0)) + (have if resumed else 0)
        report(f"fetching {url} ({total / 1e6:.0f} MB{', continued' if resumed else ''})")
        done, shown = (have if resumed else 0), 0
        with part.open("ab" if resumed else "wb") as out:
            for chunk in answer.iter_raw():
                out.write(chunk)
                done += len(chunk)
                if total and done * 10 // total > shown:
                    shown = done * 10 // total
                    report(f"  {shown * 10} %")
