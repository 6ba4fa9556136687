"""Bytes to text, fields, and what the store can take."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.channel import Unreadable, registry
from integrations.channel.cleaning import LONGEST, cleaned
from integrations.channel.decoding import json_of, shown, storable, text_of
from integrations.channel.fields import flag, instant, text
from models import clock
from models.intake import Channel, Submission

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=clock.LOCAL)
WORDS = "永安大道路灯不亮"


@pytest.mark.parametrize(
    ("raw", "content_type"),
    [
        (WORDS.encode(), None),
        (WORDS.encode("utf-8-sig"), None),
        (WORDS.encode("gb18030"), None),
        (WORDS.encode("gbk"), "text/plain; charset=GB2312"),
        (WORDS.encode("utf-16"), "text/plain"),
        (WORDS.encode("gb18030"), "text/plain; charset=utf-8"),  # declared by habit
        (WORDS.encode(), "text/plain; charset=no-such-thing"),
        (WORDS.encode(), 'application/json; charset="latin-1"'),  # would fit, and mean nothing
    ],
)
def test_text_is_found(raw: bytes, content_type: str | None) -> None:
    assert text_of(raw, content_type) == WORDS


def test_broken_bytes_are_never_guessed() -> None:
    with pytest.raises(Unreadable) as broken:
        text_of(WORDS.encode() + b"\xff\xfe\x81")
    assert broken.value.code == "encoding-broken"
    assert "\ufffd" in shown(WORDS.encode() + b"\xff\xfe\x81")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b"1",
        b"null",
        b"{",
        b'{"a": NaN}',
        b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"a": 1' + b"0" * 5000 + b"}",
    ],
)
def test_what_is_no_object_is_unreadable(raw: bytes) -> None:
    with pytest.raises(Unreadable):
        json_of(raw)


@given(st.text())
def test_what_is_stored_has_nothing_that_cannot_be(words: str) -> None:
    kept = storable(words)
    kept.encode()
    assert "\x00" not in kept
    assert storable(kept) == kept


def test_json_smuggles_nothing_in() -> None:
    held = json_of(b'{"a": "\\u0000x\\ud800y"}')
    assert storable(text(held, "a")) == "xy"


@pytest.mark.parametrize("value", [True, [], {}, [1]])
def test_a_field_of_another_type_is_unreadable(value: object) -> None:
    with pytest.raises(Unreadable):
        text({"a": value}, "a")


@pytest.mark.parametrize(
    ("given_time", "meant"),
    [
        ("2026-11-23T10:00:00+08:00", NOW),
        ("2026-11-23 10:00:00", NOW),
        ("2026/11/23 10:00", NOW),
        (int(NOW.timestamp()), NOW),
        (int(NOW.timestamp() * 1000), NOW),
        ("", None),
        (None, None),
    ],
)
def test_instants(given_time: object, meant: datetime | None) -> None:
    assert instant({"a": given_time}, "a") == meant


@pytest.mark.parametrize("given_time", ["yesterday", "2026-13-01", "9" * 30, "1e999"])
def test_what_is_no_time_is_unreadable(given_time: str) -> None:
    with pytest.raises(Unreadable):
        instant({"a": given_time}, "a")


def test_flags() -> None:
    assert [flag({"a": value}, "a") for value in (1, "1", True, "是", "Y", 0, "", None, "否")] == [True] * 5 + [
        False
    ] * 4


def test_a_submission_is_made_storable() -> None:
    wild = Submission(
        Channel.APP,
        "1",
        "字" * (LONGEST + 5),
        NOW,
        title="标\n题\x00" + "长" * 300,
        citizen_name="名" * 100,
        citizen_phone="1" * 100,
        occurred_at=NOW + timedelta(days=1),
    )
    kept = cleaned(wild, NOW)
    assert kept.flags == {"text-cut", "time-dropped"}
    assert len(kept.text) < LONGEST + 100
    assert kept.title.startswith("标 题长")
    assert (len(kept.title), len(kept.citizen_name or ""), len(kept.citizen_phone or "")) == (200, 40, 32)
    with pytest.raises(Unreadable) as empty:
        cleaned(Submission(Channel.APP, "1", " \x00\n", NOW), NOW)
    assert empty.value.code == "text-empty"


def test_entry_points_of_a_source_tree_and_of_other_packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = tmp_path / "pyproject.toml"
    project.write_text(f'[project.entry-points."{registry.GROUP}"]\napp = "integrations.app:CHANNEL"\n')
    from importlib.metadata import EntryPoint

    other = EntryPoint("wechat", "some_package:CHANNEL", registry.GROUP)
    monkeypatch.setattr(registry, "entry_points", lambda group: [other])
    assert [entry.name for entry in registry.declared(project)] == ["app", "wechat"]
    assert [entry.name for entry in registry.declared(tmp_path / "none")] == ["wechat"]


def test_a_broken_channel_takes_no_other_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from importlib.metadata import EntryPoint

    bad = EntryPoint("bad", "no.such.module:CHANNEL", registry.GROUP)
    misnamed = EntryPoint("other", "integrations.app:CHANNEL", registry.GROUP)
    good = EntryPoint("app", "integrations.app:CHANNEL", registry.GROUP)
    monkeypatch.setattr(registry, "declared", lambda: [bad, good, misnamed])
    assert list(registry.channels.__wrapped__()) == ["app"]


def test_every_channel_of_ours_stands_in_the_project_file() -> None:
    found = {name: channel.door for name, channel in registry.channels().items()}
    assert {"app": Channel.APP, "website": Channel.WEBSITE}.items() <= found.items()
