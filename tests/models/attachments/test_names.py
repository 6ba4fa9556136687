"""Names: whatever somebody types, what is kept misleads nobody."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.attachments import cleaned

NASTY = st.text(st.one_of(st.characters(), st.sampled_from('./\\:*?"<>|\0\n\u202e\u2066 .')), max_size=300)


@given(NASTY)
def test_a_name_is_one_plain_component(name: str) -> None:
    kept = cleaned(name, "jpg")
    assert kept.endswith(".jpg")
    assert kept.count(".") == 1
    assert not set(kept) & set('/\\<>:"|?*')
    assert all(unicodedata.category(sign)[0] != "C" for sign in kept)
    assert 5 <= len(kept) <= 90
    assert len(kept.encode()) <= 255
    assert kept == kept.strip()
    assert cleaned(kept, "jpg") == kept


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("路灯.jpg", "路灯.jpg"),
        ("IMG_0001.JPEG", "IMG_0001.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\Users\\张三\\桌面\\灯.png", "灯.jpg"),
        ("照片.exe.jpg", "照片_exe.jpg"),
        ("照片\u202egpj.exe", "照片gpj.jpg"),
        ("a\r\nContent-Type: text/html.jpg", "html.jpg"),
        ("", "附件.jpg"),
        ("...", "附件.jpg"),
        ("NUL.jpg", "附件NUL.jpg"),
        ("灯" * 500, "灯" * 80 + ".jpg"),
    ],
)
def test_names_that_people_and_programs_send(name: str, kept: str) -> None:
    assert cleaned(name, "jpg") == kept
