"""What a city's machine is given: the service files name what exists, and the way of docs/deployment.md leads there."""

import configparser
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from callcenter.cli import COMMANDS
from callcenter.exchange.ports import free_port
from models.database import engine_for
from tests.callcenter.test_web_role import ROOT, wait_for

DEPLOY = ROOT / "deploy"
ROLES = ("web", "calls", "speech", "worker")


def unit(name: str) -> dict[str, str]:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(DEPLOY / "systemd" / f"hotline-{name}.service")
    return {key: value for section in parser.values() for key, value in section.items()}


def example() -> dict[str, str]:
    lines = (DEPLOY / "hotline.env.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


@pytest.mark.parametrize("role", ROLES)
def test_a_role_has_its_service(role: str) -> None:
    service = unit(role)
    words = service["ExecStart"].split()
    assert words[:2] == ["/opt/hotline/hotline", role]
    assert role in COMMANDS
    asked = subprocess.run(
        [sys.executable, "-m", "callcenter.cli", role, "--help"], capture_output=True, text=True, cwd=ROOT, check=True
    ).stdout
    for option in (word for word in words if word.startswith("--")):
        assert option in asked
    for variable in re.findall(r"\$\{(\w+)\}", service["ExecStart"]):
        assert variable in example()
    assert service["Restart"] == "always"  # a role that ends itself must come back


def test_no_service_is_given_up() -> None:
    files = sorted((DEPLOY / "systemd").glob("*.service"))
    assert {path.stem.removeprefix("hotline-") for path in files} >= {*ROLES, "asterisk"}
    for path in files:
        parser = configparser.ConfigParser(strict=False, interpolation=None)
        parser.read(path)
        assert parser["Unit"]["StartLimitIntervalSec"] == "0", path.name
        assert parser["Service"]["Restart"] == "always", path.name


def test_every_setting_of_the_example_is_read() -> None:
    code = "".join(path.read_text() for path in (ROOT / "callcenter").rglob("*.py"))
    units = "".join(path.read_text() for path in (DEPLOY / "systemd").iterdir())
    for name in example():
        assert name in code or name in units, name


def test_the_documented_way_leads_to_a_signed_in_administrator(database_server: str, tmp_path: Path) -> None:
    """On an empty database, by the commands of docs/deployment.md in their order."""
    server = engine_for(database_server, pool_size=1).execution_options(isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text("CREATE DATABASE site"))
    port = free_port()
    settings = example() | {
        "DATABASE_URL": database_server.replace("@/hotline?", "@/site?"),
        "HOTLINE_DATA": str(tmp_path / "data"),
        "HOTLINE_CACHE": str(tmp_path / "cache"),
        "HOTLINE_WEB_PORT": str(port),
    }
    (tmp_path / "data").mkdir()
    environment = {**os.environ, **settings, "PYTHONPATH": str(ROOT)}

    def hotline(*words: str) -> str:
        command = [sys.executable, "-m", "callcenter.cli", *words]
        done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    assert hotline("migrate") == hotline("migrate")  # safe to repeat
    hotline("city", "load", "xianning", "--yes")
    login, password = hotline("people", "add", "first", "--name", "首位管理员", "--role", "administrator").split()
    words = (
        unit("web")["ExecStart"].replace("${HOTLINE_WEB_HOST}", "127.0.0.1").replace("${HOTLINE_WEB_PORT}", str(port))
    )
    web = subprocess.Popen([sys.executable, "-m", "callcenter.cli", *words.split()[1:]], env=environment, cwd=ROOT)
    try:
        wait_for(f"http://127.0.0.1:{port}/api/v1/health", web)
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=30) as client:
            signed = client.post("/api/v1/session", json={"login": login, "password": password})
            assert signed.status_code == 200, signed.text
            people = client.get("/api/v1/people").json()
        assert "first" in str(people)
    finally:
        web.send_signal(signal.SIGTERM)
        web.wait(30)
        with server.connect() as connection:
            connection.execute(text("DROP DATABASE site WITH (FORCE)"))
        server.dispose()


def test_migrate_says_what_to_do_without_a_database(tmp_path: Path) -> None:
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    done = subprocess.run(
        [sys.executable, "-m", "callcenter.cli", "migrate", "--data", str(tmp_path)],
        env={**environment, "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "DATABASE_URL" in done.stderr
