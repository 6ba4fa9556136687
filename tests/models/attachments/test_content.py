"""What a file is stands in it, not in its name; what is hostile, broken or two things at once is refused."""

import io
import random
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.attachments import TYPES, AttachmentError, Confidential, TooLarge, examined, publishable, stripped
from models.attachments.kinds import MB
from tests import files


@pytest.mark.parametrize("extension", files.GOOD)
def test_every_type_is_known_by_its_content(tmp_path: Path, extension: str) -> None:
    assert examined(files.written(tmp_path, files.GOOD[extension])).extension == extension


def test_every_type_has_its_sample() -> None:
    assert {one.extension for one in TYPES.values()} == set(files.GOOD)


@pytest.mark.parametrize("name", files.HOSTILE)
def test_hostile_files_are_refused(tmp_path: Path, name: str) -> None:
    data, code = files.HOSTILE[name]
    with pytest.raises(AttachmentError) as refused:
        examined(files.written(tmp_path, data))
    assert refused.value.code == code, refused.value
    assert refused.value.message.endswith(("上传", "PDF", "MB")), "it tells what can be done"


def test_a_file_above_its_types_limit_is_refused(tmp_path: Path) -> None:
    path = files.written(tmp_path, files.png(2, 2, files.chunk(b"tEXt", bytes(11 * MB))))
    with pytest.raises(TooLarge) as refused:
        examined(path)
    assert refused.value.members == {"limit": 10 * MB}


def test_an_entry_that_lies_about_its_size_is_found(tmp_path: Path) -> None:
    """The directory says 10 bytes; unpacked there are 30 MB."""
    whole = bytearray(files.office(**{"word/media.bin": bytes(1 << 20)}))
    at = whole.rindex(b"word/media.bin") - 46
    whole[at + 24 : at + 28] = struct.pack("<I", 10)
    with pytest.raises(AttachmentError):
        examined(files.written(tmp_path, bytes(whole)))


def test_entries_that_share_their_bytes_are_a_bomb(tmp_path: Path) -> None:
    """A thousand entries of the directory that all point at the same packed megabyte."""
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", random.Random(1).randbytes(20_000))
        for number in range(50):
            entry = zipfile.ZipInfo(f"word/{number}.xml")
            entry.header_offset, entry.compress_size, entry.file_size, entry.CRC = 0, 20_000, 20_000, 0
            archive.filelist.append(entry)
    with pytest.raises(TooLarge):
        examined(files.written(tmp_path, inner.getvalue()))


@given(data=st.binary(max_size=300), head=st.sampled_from([b"", *(data[:40] for data in files.GOOD.values())]))
def test_noise_is_refused_or_known_but_never_a_crash(
    data: bytes, head: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = files.written(tmp_path_factory.getbasetemp(), head + data)
    try:
        found = examined(path)
    except AttachmentError:
        return
    assert found.media_type in TYPES


@given(extension=st.sampled_from(sorted(files.GOOD)), cut=st.integers(1, 10_000), flips=st.integers(0, 3))
def test_damaged_files_never_crash(
    extension: str, cut: int, flips: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    data = bytearray(files.GOOD[extension])
    chance = random.Random(cut)
    for _ in range(flips):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path = files.written(tmp_path_factory.getbasetemp(), bytes(data[: max(1, cut % (len(data) + 1))]))
    try:
        found = examined(path)
    except AttachmentError:
        return
    if publishable(found.media_type):
        stripped(found.media_type, path.read_bytes())


XMP = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>" + files.GPS
WITH_PLACE = {
    "image/jpeg": files.jpeg(16, 16, files.exif(), files.segment(0xE1, XMP), files.segment(0xFE, files.GPS)),
    "image/png": files.png(2, 2, files.chunk(b"eXIf", files.GPS), files.chunk(b"tEXt", b"Place\0" + files.GPS)),
    "image/gif": files.gif(b"!\xfe" + bytes([len(files.GPS)]) + files.GPS + b"\0"),
    "image/webp": files.webp(4, 4, (b"EXIF", files.GPS), (b"XMP ", files.GPS)),
}


@pytest.mark.parametrize("media_type", WITH_PLACE)
def test_a_picture_goes_out_without_its_place(tmp_path: Path, media_type: str) -> None:
    data = WITH_PLACE[media_type]
    assert examined(files.written(tmp_path, data)).media_type == media_type
    clean = stripped(media_type, data)
    assert files.GPS in data
    assert files.GPS not in clean
    assert examined(files.written(tmp_path, clean)).media_type == media_type, "and it is still whole"
    assert stripped(media_type, clean) == clean


def test_a_turned_picture_stays_turned() -> None:
    clean = stripped("image/jpeg", files.jpeg(16, 16, files.exif(turned=6)))
    assert b"Exif\0\0MM\0*" in clean
    assert clean.count(b"Exif") == 1
    assert b"Exif" not in stripped("image/jpeg", files.jpeg(16, 16, files.exif(turned=1)))


def test_what_hangs_behind_a_camera_picture_does_not_go_out(tmp_path: Path) -> None:
    data = files.jpeg() + files.mp4()
    assert examined(files.written(tmp_path, data)).extension == "jpg"
    assert stripped("image/jpeg", data) == stripped("image/jpeg", files.jpeg())


def test_what_cannot_be_freed_of_its_maker_does_not_go_out() -> None:
    with pytest.raises(Confidential):
        stripped("application/pdf", files.pdf())
