"""The demonstration's logins: made once, kept, secret, and good for signing in."""

import json
import stat
from pathlib import Path

from fastapi.testclient import TestClient

from callcenter.people import passwords, seed_demo
from callcenter.settings import Settings
from models.database import Store
from models.people import Role
from tests.callcenter.browser import API


def test_every_role_can_sign_in_and_a_second_start_changes_nothing(
    client: TestClient, store: Store, settings: Settings
) -> None:
    with store.transaction() as session:
        logins = seed_demo(session, settings.keys)
    with store.transaction() as session:
        assert seed_demo(session, settings.keys) == logins
    assert {login.role for login in logins} == set(Role)
    assert len({login.password for login in logins}) == len(logins)
    for login in logins[:3]:
        body = {"login": login.login, "password": login.password}
        assert client.post(f"{API}/session", json=body).json()["user"]["role"] == login.role
    clerks = [login for login in logins if login.role in ("clerk", "department_head")]
    assert all(login.department_code for login in clerks)


def test_the_file_is_for_its_owner_only_and_a_lost_one_is_made_anew(store: Store, tmp_path: Path) -> None:
    with store.transaction() as session:
        first = seed_demo(session, tmp_path)
    file = tmp_path / "logins.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert json.loads(file.read_text("utf-8"))[0]["password"] == first[0].password
    file.unlink()
    with store.transaction() as session:
        second = seed_demo(session, tmp_path)
    assert [login.login for login in second] == [login.login for login in first]
    assert second[0].password != first[0].password


def test_a_password_matches_its_own_hash_only() -> None:
    stored = passwords.hashed("秘密 one")
    assert passwords.matches("秘密 one", stored)
    assert not passwords.matches("秘密 two", stored)
    assert not passwords.matches("秘密 one", None)
    assert not passwords.matches("", "")  # a locked account
