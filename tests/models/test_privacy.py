"""Sealing, finding and masking personal data."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from models import privacy
from models.database import Store
from models.database.store import send
from models.people import CITIZEN_KNOWN, Citizen, citizen_values
from models.privacy import KeyRing, KeyRingMissing, SealBroken, blind_index, mask_address, mask_name, mask_phone

RING = KeyRing.derived(b"k" * 32)


def test_ring_is_made_once_private_and_whole(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        rings = list(threads.map(lambda _: KeyRing.load(tmp_path / "keys"), range(8)))
    assert len({ring.index_key for ring in rings}) == 1
    held = tmp_path / "keys" / "keyring.json"
    assert stat.S_IMODE(held.stat().st_mode) == 0o600
    assert [path.name for path in held.parent.iterdir()] == ["keyring.json"]
    assert "keys" not in repr(rings[0])


def test_ring_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTLINE_KEY", "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=")
    assert KeyRing.load(tmp_path) == KeyRing.load(tmp_path / "elsewhere")
    assert not list(tmp_path.iterdir())
    monkeypatch.setenv("HOTLINE_KEY", "c2hvcnQ=")
    with pytest.raises(ValueError, match="32 bytes"):
        KeyRing.load(tmp_path)


@given(st.text())
def test_sealed_opens_again_and_never_repeats(value: str) -> None:
    first, second = RING.seal("citizen.name", value), RING.seal("citizen.name", value)
    assert first != second
    assert RING.open("citizen.name", first) == RING.open("citizen.name", second) == value


def test_a_seal_is_bound_to_its_column_and_shows_tampering() -> None:
    sealed = RING.seal("citizen.name", "张三")
    with pytest.raises(SealBroken):
        RING.open("citizen.phone", sealed)
    with pytest.raises(SealBroken):
        RING.open("citizen.name", sealed[:-1] + bytes([sealed[-1] ^ 1]))
    with pytest.raises(KeyRingMissing):
        RING.open("citizen.name", bytes([9]) + sealed[1:])


def test_a_new_key_seals_and_the_old_one_still_opens(tmp_path: Path) -> None:
    ring = KeyRing.load(tmp_path)
    old = ring.seal("citizen.name", "张三")
    ring.with_new_key().save(tmp_path)
    newer = KeyRing.load(tmp_path)
    new = newer.seal("citizen.name", "李四")
    assert (old[0], new[0]) == (1, 2)
    assert newer.open("citizen.name", old) == "张三"
    assert blind_index(newer, "phone", "1") == blind_index(ring, "phone", "1")


@pytest.mark.parametrize(
    "same", ["13812345678", "+86 138 1234 5678", "0086-138-1234-5678", "１３８１２３４５６７８", "(138)12345678"]
)
def test_one_line_one_index(same: str) -> None:
    assert blind_index(RING, "phone", same) == blind_index(RING, "phone", "13812345678")


def test_index_differs_by_value_kind_and_key() -> None:
    other = KeyRing.derived(b"o" * 32)
    seen = {
        blind_index(RING, "phone", "13812345678"),
        blind_index(RING, "phone", "13812345679"),
        blind_index(RING, "name", "13812345678"),
        blind_index(other, "phone", "13812345678"),
        blind_index(RING, "phone", "07158123456"),
        blind_index(RING, "phone", "8123456"),
    }
    assert len(seen) == 6


@pytest.mark.parametrize(
    ("shown", "masked"),
    [
        (mask_phone("13812345678"), "138****5678"),
        (mask_phone("0715-8123456"), "*********56"),
        (mask_phone("110"), "***"),
        (mask_phone(None), ""),
        (mask_name("张三丰"), "张**"),
        (mask_name("李"), "李"),
        (mask_name(None), ""),
        (mask_address("温泉路12号3栋二单元501室"), "温泉路*号*栋*单元*室"),
        (mask_address("桂花镇"), "桂花镇"),
    ],
)
def test_masks(shown: str, masked: str) -> None:
    assert shown == masked


def test_citizen_is_found_by_number_and_kept_up_to_date(store: Store) -> None:
    def citizen_for(*known: str | None) -> int:
        [(number,)] = send(session, CITIZEN_KNOWN, citizen_values(*known))
        return int(number)

    with store.transaction() as session:
        first = citizen_for("13812345678", "张三")
        assert citizen_for("+8613812345678", None, "温泉路") == first
        assert citizen_for("13812345679", "张三") != first
    with store.reading() as session:
        citizen = session.get_one(Citizen, first)
        assert (citizen.name, citizen.phone, citizen.address) == ("张三", "13812345678", "温泉路")
        stored = session.execute(text("SELECT name FROM citizen ORDER BY id LIMIT 1")).scalar_one()
        assert bytes(stored)[0] == 1
    with store.transaction() as session:
        session.execute(text("UPDATE citizen SET name = phone"))
    with store.reading() as session, pytest.raises(SealBroken):
        session.get(Citizen, first)


def test_without_a_ring_nothing_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.privacy.keys._active", None)
    with pytest.raises(KeyRingMissing):
        privacy.ring()
