"""The configuration: what a site tells arrives in the files, nothing else is open, secrets stay secret."""

import json
import re
import stat
import tomllib
from pathlib import Path

import pytest

from callcenter.exchange.config import render, templates
from callcenter.exchange.keys import ExchangeKeys
from callcenter.exchange.program import elsewhere
from callcenter.exchange.site import Site, SiteWrong


@pytest.fixture
def keys(tmp_path: Path) -> ExchangeKeys:
    (tmp_path / "keys").mkdir()
    return ExchangeKeys.load(tmp_path / "keys")


def _rendered(tmp_path: Path, keys: ExchangeKeys, site: Site, *, demo: bool = False) -> dict[str, str]:
    written = render(tmp_path / "x", elsewhere(), site, keys, demo=demo)
    return {path.name: path.read_text() for path in written.main.parent.iterdir()}


def _settings(text: str) -> set[str]:
    return {line.strip() for line in text.splitlines() if line.strip() and not line.startswith(";")}


def test_secrets_are_generated_kept_and_closed(tmp_path: Path) -> None:
    first, again = ExchangeKeys.load(tmp_path), ExchangeKeys.load(tmp_path)
    assert first == again
    assert len(first.ari_password) >= 32
    assert stat.S_IMODE((tmp_path / "exchange.json").stat().st_mode) == 0o600
    (tmp_path / "other").mkdir()
    assert ExchangeKeys.load(tmp_path / "other") != first


def test_files_are_closed_to_others(tmp_path: Path, keys: ExchangeKeys) -> None:
    written = render(tmp_path / "x", elsewhere(), Site(), keys, demo=False)
    assert {stat.S_IMODE(path.stat().st_mode) for path in written.main.parent.iterdir()} == {0o600}
    assert stat.S_IMODE(written.run.stat().st_mode) == 0o700
    assert keys.ari_password in (written.main.parent / "ari.conf").read_text()


def test_the_default_is_loopback_and_open_to_nobody(tmp_path: Path, keys: ExchangeKeys) -> None:
    files = _rendered(tmp_path, keys, Site(recordings="/rec"))
    assert "bind = 127.0.0.1:5060" in files["pjsip.conf"]
    assert "type = identify" not in files["pjsip.conf"]
    assert "bindaddr = 127.0.0.1" in files["http.conf"]
    assert "from-local" not in files["extensions.conf"]
    assert "enabled = no" in files["manager.conf"]


def test_only_the_demo_listens_to_its_own_machine(tmp_path: Path, keys: ExchangeKeys) -> None:
    files = _rendered(tmp_path, keys, Site(recordings="/rec"), demo=True)
    assert "match = 127.0.0.0/8" in files["pjsip.conf"]
    assert "X-Conversation" in files["extensions.conf"]
    wide = _rendered(tmp_path, keys, Site(host="10.1.2.3", recordings="/rec"), demo=True)
    assert {"match = 127.0.0.0/8", "match = 10.1.2.3"} <= _settings(wide["pjsip.conf"])


def test_ari_stays_on_loopback_where_browsers_come_from_outside(tmp_path: Path, keys: ExchangeKeys) -> None:
    site = Site(host="10.1.2.3", https_port=8089, certificate="/c.pem", key="/k.pem")
    http = _settings(_rendered(tmp_path, keys, site)["http.conf"])
    assert {"bindaddr = 127.0.0.1", "tlsbindaddr = 10.1.2.3:8089", "tlscertfile = /c.pem"} <= http


def test_trunk_by_address_and_by_registration(tmp_path: Path, keys: ExchangeKeys) -> None:
    told = tomllib.loads((templates() / "site.example.toml").read_text())
    told["registrar"] = {"host": "sip.carrier.example", "user": "0715", "password": "s3cret"}
    files = _rendered(tmp_path, keys, Site.from_table(told))
    pjsip = _settings(files["pjsip.conf"])
    assert {"match = 198.51.100.10", "match = 198.51.100.11", "server_uri = sip:sip.carrier.example"} <= pjsip
    assert {"password = s3cret", "direct_media = no", "rtp_timeout = 60"} <= pjsip
    for number in ("12345", "12319"):
        assert re.search(rf"^exten => {number},1,", files["extensions.conf"], re.MULTILINE)


def test_no_template_has_a_password_of_its_own() -> None:
    for path in templates().glob("*.j2"):
        for line in path.read_text().splitlines():
            assert not re.match(r"\s*(password|secret)\s*=\s*[^\s{]", line), f"{path.name}: {line}"


@pytest.mark.parametrize(
    "told",
    [
        {"sip_port": "5060"},
        {"hosts": "10.0.0.1"},
        {"numbers": ["12345", "12a"]},
        {"numbers": []},
        {"registrar": {"host": "x"}},
        {"https_port": 8089},
        {"host": "10.0.0.1\nbind=0.0.0.0"},
        {"trunk_addresses": ["1.2.3.4;x"]},
    ],
    ids=json.dumps,
)
def test_a_wrong_site_is_refused(told: dict[str, object]) -> None:
    with pytest.raises(SiteWrong):
        Site.from_table(told)


def test_a_long_path_gets_a_short_socket(tmp_path: Path, keys: ExchangeKeys) -> None:
    deep = tmp_path / ("long-" * 30)
    written = render(deep, elsewhere(), Site(), keys, demo=False)
    assert len(str(written.run / "asterisk.ctl")) <= 107
    assert stat.S_IMODE(written.run.stat().st_mode) == 0o700
    written.run.rmdir()
