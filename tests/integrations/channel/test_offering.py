"""Files as far sides offer them: what can be understood is; addresses are fetched only below what was agreed on."""

import base64
from typing import Any

import pytest

from integrations.channel.offering import MOST, below, offers


@pytest.mark.parametrize(
    ("given", "name", "fault"),
    [
        ({"name": "灯.jpg", "content": base64.b64encode(b"x").decode()}, "灯.jpg", ""),
        ({"name": "灯.jpg", "content": "not base64!"}, "灯.jpg", "attachment-unreadable"),
        ({"name": "灯.jpg", "content": "A" * 200}, "灯.jpg", "attachment-too-large"),
        ({"name": ["灯"], "content": ""}, "附件", ""),
        ("https://board.example/a/%E7%81%AF.jpg?token=1", "灯.jpg", ""),
        ({"url": "https://board.example/a/b.png"}, "b.png", ""),
        ({"name": "x", "url": "file:///etc/passwd"}, "x", "attachment-unreadable"),
        ({"name": "x", "url": 7}, "x", "attachment-unreadable"),
        (None, "附件", "attachment-unreadable"),
        ([1], "附件", "attachment-unreadable"),
    ],
)
def test_offers(given: Any, name: str, fault: str) -> None:
    (one,) = offers({"attachments": [given]}, limit=100)
    assert (one.name, one.fault) == (name, fault)
    assert one.fault or one.data is not None or one.address


def test_what_is_no_list_is_one_fault_and_too_many_are_told() -> None:
    assert [one.fault for one in offers({"attachments": {"name": "x"}})] == ["attachment-unreadable"]
    assert offers({}) == offers({"attachments": None}) == []
    found = offers({"attachments": [{"name": str(n), "content": ""} for n in range(MOST + 2)]})
    assert [one.fault for one in found[MOST:]] == ["attachment-too-many"] * 2


@pytest.mark.parametrize(
    ("address", "agreed"),
    [
        ("https://board.example/files/1.jpg", True),
        ("https://board.example:443/files/1.jpg", False),
        ("https://board.example/filesystem/1.jpg", False),
        ("https://board.example/files/../admin", False),
        ("https://board.example/files/%2e%2e/admin", False),
        ("http://board.example/files/1.jpg", False),
        ("https://board.example.evil.example/files/1.jpg", False),
        ("https://board.example@evil.example/files/1.jpg", False),
        ("https://evil.example/files\\@board.example/files/1.jpg", False),
        ("http://169.254.169.254/latest/meta-data", False),
        ("https://[::1/files/1.jpg", False),
    ],
)
def test_only_below_what_was_agreed_on(address: str, agreed: bool) -> None:
    assert below(address, "", "https://board.example/files/") is agreed
