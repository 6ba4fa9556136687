"""Downloads from a server on this machine: whole, wrong, cut off, taken up again; archives; what is on the disk."""

import hashlib
import io
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from transcription import weights
from transcription.weights import Download, WeightFile, Weights
from transcription.weights.http import WrongChecksum, fetch, sha256_of
from transcription.weights.sources import SourceFailed

MODEL = bytes(range(256)) * 4000


@dataclass
class Site:
    """A project's own site. cut: answers break off after so many bytes, as often as `cuts` says."""

    url: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    cut: int = 0
    cuts: int = 0
    ranges: list[str | None] = field(default_factory=list)


@pytest.fixture
def site() -> Iterator[Site]:
    state = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            wanted = self.headers.get("Range")
            state.ranges.append(wanted)
            content = state.files.get(self.path)
            if content is None:
                self.send_error(404)
                return
            start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted else 0
            body = content[start:]
            self.send_response(206 if wanted else 200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if state.cuts:
                state.cuts -= 1
                body = body[: state.cut]
                self.close_connection = True
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    state.url = f"http://127.0.0.1:{server.server_port}"
    yield state
    server.shutdown()
    thread.join()
    server.server_close()


def model(site: Site, *alternatives: Download) -> Weights:
    digest = hashlib.sha256(MODEL).hexdigest()
    sources = alternatives or (Download(f"{site.url}/model.bin", "model.bin", digest),)
    return Weights(
        "tiny",
        "recogniser",
        "vosk",
        "zh",
        "MIT",
        len(MODEL),
        tuple((source,) for source in sources),
        (WeightFile("model.bin", digest, len(MODEL)),),
    )


def quiet(_: str) -> None:
    """Progress that nobody reads."""


@pytest.fixture
def tiny(site: Site, monkeypatch: pytest.MonkeyPatch) -> Weights:
    site.files["/model.bin"] = MODEL
    entry = model(site)
    monkeypatch.setitem(weights.TABLE, "tiny", entry)
    return entry


def test_a_model_is_installed_once_and_verified(tmp_path: Path, site: Site, tiny: Weights) -> None:
    lines: list[str] = []
    home = weights.ensure(tmp_path, "tiny", lines.append)
    assert (home / "model.bin").read_bytes() == MODEL
    assert any("100 %" in line for line in lines)
    assert weights.verify(tmp_path, "tiny") == []
    weights.ensure(tmp_path, "tiny", quiet)
    assert len(site.ranges) == 1
    assert [p.name for p in (tmp_path / "models").iterdir() if p.is_dir()] == ["tiny"]


def test_damage_is_found(tmp_path: Path, tiny: Weights) -> None:
    home = weights.ensure(tmp_path, "tiny", quiet)
    (home / "model.bin").write_bytes(b"x" + MODEL[1:])
    assert weights.installed(tmp_path, "tiny")  # the quick look sees sizes only
    assert "SHA-256" in weights.verify(tmp_path, "tiny")[0]
    (home / "model.bin").unlink()
    assert not weights.installed(tmp_path, "tiny")
    weights.ensure(tmp_path, "tiny", quiet)
    assert weights.verify(tmp_path, "tiny") == []


def test_a_cut_download_goes_on_where_it_was(tmp_path: Path, site: Site, tiny: Weights) -> None:
    site.cut, site.cuts = 300_000, 2
    weights.ensure(tmp_path, "tiny", quiet)
    assert site.ranges == [None, "bytes=300000-", "bytes=600000-"]


def test_the_next_command_takes_up_what_a_dead_one_left(tmp_path: Path, site: Site, tiny: Weights) -> None:
    site.cut, site.cuts = 100_000, 3
    with pytest.raises(weights.WeightsUnavailable):
        weights.ensure(tmp_path, "tiny", quiet)
    weights.ensure(tmp_path, "tiny", quiet)
    assert site.ranges[-1] == "bytes=300000-"
    assert weights.verify(tmp_path, "tiny") == []


def test_other_content_is_refused_and_thrown_away(tmp_path: Path, site: Site, tiny: Weights) -> None:
    site.files["/model.bin"] = MODEL[:-1] + b"!"
    with pytest.raises(weights.WeightsUnavailable, match="the table says") as caught:
        weights.ensure(tmp_path, "tiny", quiet)
    assert caught.value.code == "weights-unavailable"
    assert "hotline models install tiny" in str(caught.value)
    assert not weights.installed(tmp_path, "tiny")
    with pytest.raises(WrongChecksum):
        fetch(f"{site.url}/model.bin", tmp_path / "part", "0" * 64, quiet)
    assert list((tmp_path / "part").iterdir()) == []


def test_the_second_source_serves_where_the_first_does_not(tmp_path: Path, site: Site) -> None:
    site.files["/mirror/model.bin"] = MODEL
    digest = hashlib.sha256(MODEL).hexdigest()
    entry = model(
        site,
        Download("http://127.0.0.1:9/model.bin", "model.bin", digest),
        Download(f"{site.url}/missing.bin", "model.bin", digest),
        Download(f"{site.url}/mirror/model.bin", "model.bin", digest),
    )
    assert sha256_of(weights.install(tmp_path, entry, quiet) / "model.bin") == digest


def archive(names: list[str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as bundle:
        for name in names:
            bundle.writestr(name, name)
    return buffer.getvalue()


def test_an_archive_is_unpacked_without_its_leading_folder(tmp_path: Path, site: Site) -> None:
    site.files["/m.zip"] = archive(["m-1/am/final.mdl", "m-1/conf/x", "other"])
    digest = hashlib.sha256(site.files["/m.zip"]).hexdigest()
    source = Download(f"{site.url}/m.zip", "", digest, strip="m-1/")
    entry = Weights("zip", "recogniser", "vosk", "zh", "MIT", 1000, ((source,),))
    home = weights.install(tmp_path, entry, quiet)
    assert sorted(str(p.relative_to(home)) for p in home.rglob("*") if p.is_file()) == [
        "am/final.mdl",
        "conf/x",
        "weights.json",
    ]


def test_an_archive_that_reaches_outside_is_refused(tmp_path: Path, site: Site) -> None:
    site.files["/m.zip"] = archive(["m-1/../../../evil"])
    source = Download(f"{site.url}/m.zip", "", hashlib.sha256(site.files["/m.zip"]).hexdigest(), strip="m-1/")
    (tmp_path / "into").mkdir()
    with pytest.raises(SourceFailed, match="outside"):
        source.gather(tmp_path / "into", tmp_path / "scratch", quiet)
    assert not (tmp_path / "evil").exists()


def test_a_full_disk_is_said_before_anything_is_fetched(
    tmp_path: Path, site: Site, tiny: Weights, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 1000})())
    with pytest.raises(weights.WeightsUnavailable, match="MB of disk"):
        weights.ensure(tmp_path, "tiny", quiet)
    assert site.ranges == []


def test_an_unknown_name_lists_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(weights.WeightsUnavailable, match="whisper-base"):
        weights.ensure(tmp_path, "whisper-huge", quiet)


@pytest.mark.parametrize("entry", weights.TABLE.values(), ids=lambda entry: entry.name)
def test_every_entry_is_pinned_and_has_a_licence(entry: Weights) -> None:
    assert entry.licence
    assert entry.alternatives
    loose = [s for sources in entry.alternatives for s in sources if isinstance(s, Download) and len(s.sha256) != 64]
    assert loose == []
    packages = [s for sources in entry.alternatives for s in sources if not isinstance(s, Download)]
    assert not packages or all(len(file.sha256) == 64 for file in entry.files)
    assert not packages or entry.files
