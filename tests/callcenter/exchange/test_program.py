"""Finding, installing, starting and ending the exchange's program."""

import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from callcenter.exchange import apt
from callcenter.exchange.install import CHECKSUMS, find, install
from callcenter.exchange.ports import free_port
from callcenter.exchange.program import accepted, elsewhere, from_machine
from callcenter.exchange.run import Exchange, end_leftover
from callcenter.exchange.site import Site
from callcenter.exchange.unavailable import ExchangeUnavailable
from callcenter.settings import Settings


def test_another_machine_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("platform.machine", lambda: "aarch64")
    with pytest.raises(ExchangeUnavailable, match="amd64"):
        apt.PrivateApt(tmp_path, "testing")


def test_no_apt_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("HOTLINE_DEBIAN_MIRROR", raising=False)
    with pytest.raises(ExchangeUnavailable) as failure:
        apt.mirror()
    assert failure.value.code == "exchange-unavailable"
    assert "HOTLINE_ASTERISK" in failure.value.mend


def test_no_network_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOTLINE_DEBIAN_MIRROR", f"http://127.0.0.1:{free_port()}/debian")
    monkeypatch.delenv("HOTLINE_ASTERISK", raising=False)
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    with pytest.raises(ExchangeUnavailable, match="could not be fetched"):
        install(tmp_path, lambda _: None)
    assert [path.name for path in (tmp_path / "asterisk").iterdir()] == [".lock"]  # nothing half done stays


def test_an_old_asterisk_is_refused() -> None:
    with pytest.raises(ExchangeUnavailable, match=r"18\.2"):
        accepted(replace(elsewhere(), version="18.2.0"))


def test_what_is_no_asterisk_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("callcenter.exchange.program._MODULE_PLACES", (str(tmp_path),))
    monkeypatch.setattr("callcenter.exchange.program._DATA_PLACES", (str(tmp_path),))
    with pytest.raises(ExchangeUnavailable, match="version"):
        from_machine(Path("/bin/true"))
    with pytest.raises(ExchangeUnavailable, match="cannot be run"):
        from_machine(tmp_path / "nothing")


def test_a_half_unpacked_tree_is_not_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOTLINE_ASTERISK", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "asterisk/22.9.9/usr").mkdir(parents=True)
    monkeypatch.setattr("shutil.which", lambda *_, **__: None)
    assert find(tmp_path) is None


@pytest.mark.asterisk
class TestRunning:
    @pytest.fixture
    def exchange(self) -> Iterator[Exchange]:
        with tempfile.TemporaryDirectory(prefix="hotline-") as folder:
            yield self._exchange(Path(folder))
            end_leftover(Path(folder) / "exchange")

    def _exchange(self, folder: Path) -> Exchange:
        for name in ("keys", "recordings"):
            (folder / name).mkdir(exist_ok=True)
        program = install(Settings.load().cache, print)
        site = Site(sip_port=free_port(), http_port=free_port())
        return Exchange.for_demo(program, folder / "exchange", folder / "keys", folder / "recordings", site)

    def test_installing_again_changes_nothing(self) -> None:
        cache = Settings.load().cache
        first = install(cache, print)
        trees = list((cache / "asterisk").glob(f"*/{CHECKSUMS}"))
        before = [tree.stat().st_mtime for tree in trees]
        assert install(cache, print) == first
        assert [tree.stat().st_mtime for tree in trees] == before

    def test_it_starts_stops_and_starts_again(self, exchange: Exchange) -> None:
        exchange.start()
        pid = exchange.pid
        assert pid
        assert "pjsip" in exchange.console("module show like res_pjsip.so")
        log = (exchange.folder / "log/messages.log").read_text()
        assert " ERROR[" not in log, log
        exchange.stop()
        assert exchange.pid is None
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
        exchange.start()
        assert exchange.pid not in (None, pid)
        exchange.stop()

    def test_it_listens_on_loopback_only(self, exchange: Exchange) -> None:
        exchange.start()
        sockets = psutil.Process(exchange.pid).net_connections("inet")
        exchange.stop()
        # UDP ports that nobody chose are those from which the exchange itself sends
        chosen = [
            one.laddr
            for one in sockets
            if one.status == psutil.CONN_LISTEN or (not one.raddr and one.laddr.port == exchange.site.sip_port)
        ]
        assert len(chosen) == 3
        assert {address.ip for address in chosen} == {"127.0.0.1"}, chosen

    def test_what_a_killed_demo_left_is_ended(self, exchange: Exchange) -> None:
        exchange.start()
        pid = exchange.pid
        assert pid
        assert end_leftover(exchange.folder)
        os.waitpid(pid, os.WNOHANG)
        assert not end_leftover(exchange.folder)

    def test_a_strangers_process_is_left_alone(self, exchange: Exchange) -> None:
        stranger = subprocess.Popen(["sleep", "60"])
        (exchange.folder / "asterisk.pid").write_text(str(stranger.pid))
        assert not end_leftover(exchange.folder)
        assert stranger.poll() is None
        stranger.send_signal(signal.SIGTERM)
        stranger.wait()

    def test_one_that_cannot_boot_is_told(self, exchange: Exchange) -> None:
        (exchange.folder / "etc/asterisk.conf").write_text("[directories]\nastmoddir => /nowhere\n")
        with pytest.raises(ExchangeUnavailable) as failure:
            exchange.start()
        assert failure.value.code == "exchange-unavailable"
        exchange.stop()
