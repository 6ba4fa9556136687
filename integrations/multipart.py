"""A form with files, read as it streams in: texts into memory up to a limit, files to where the caller says.

A file above its limit is cut off and told, the rest of the form is still read: what a citizen wrote is not lost because
a picture was too large. Limits on the whole body are the outermost layer's.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import anyio.to_thread
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from models.attachments import Incoming, Vault

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

_TEXT: Final = 64 << 10
"""Bytes of one text field."""
_FIELDS: Final = 30


class FormBroken(Exception):
    """No form, not the shape that forms have, or cut off on the way. Code: `form-broken`."""

    code = "form-broken"
    status = 400


@dataclass
class FormFile:
    """One file. name: as it was sent, for nothing but showing and cleaning; too_large: it was cut off."""

    field_name: str
    name: str
    arrived: Incoming
    too_large: bool = False


@dataclass
class Form:
    """What came in. left_out: names of files beyond the number that is taken."""

    texts: dict[str, str] = field(default_factory=dict)
    files: list[FormFile] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


@asynccontextmanager
async def received(request: Request, vault: Vault, *, most: int, limit: int) -> AsyncIterator[Form]:
    """The form of a request; its files lie in the vault's antechamber until the block ends.

    most: files that are taken; limit: bytes of one. Raises `FormBroken`.
    """
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise FormBroken("请用表单（multipart/form-data）提交文件")
    async with AsyncExitStack() as stack:
        reading = _Reading(vault, stack, most, limit)
        try:
            parser = MultipartParser(options[b"boundary"], reading.callbacks())
            async for piece in request.stream():
                await anyio.to_thread.run_sync(_write, parser, piece)
            parser.finalize()
        except FormParserError:
            raise FormBroken("提交的表单格式有误，请重新提交") from None
        if not reading.ended:
            raise FormBroken("提交在途中中断，请重新提交")
        yield reading.form


def _write(parser: MultipartParser, piece: bytes) -> None:
    parser.write(piece)


class _Reading:
    """The parser's callbacks, with what they have put together so far."""

    def __init__(self, vault: Vault, stack: AsyncExitStack, most: int, limit: int) -> None:
        self.form, self.ended = Form(), False
        self._vault, self._stack, self._most, self._limit = vault, stack, most, limit
        self._header, self._value, self._disposition = b"", b"", b""
        self._name, self._text = "", bytearray()
        self._file: FormFile | None = None
        self._skips = False

    def callbacks(self) -> "MultipartCallbacks":
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._header_name,
            "on_header_value": self._header_value,
            "on_header_end": self._header_end,
            "on_headers_finished": self._headers_done,
            "on_part_data": self._data,
            "on_part_end": self._part_end,
            "on_end": self._end,
        }

    def _begin(self) -> None:
        self._header = self._value = self._disposition = b""
        self._text, self._file, self._skips = bytearray(), None, False

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition = self._value
        self._header = self._value = b""

    def _headers_done(self) -> None:
        _, options = parse_options_header(self._disposition)
        self._name = _decoded(options.get(b"name", b""))
        if b"filename" not in options:
            if len(self.form.texts) >= _FIELDS:
                raise FormParserError("too many fields")
            return
        name = _decoded(options[b"filename"])
        if not name:  # a file field that was left empty
            self._skips = True
        elif len(self.form.files) >= self._most:
            self.form.left_out.append(name)
            self._skips = True
        else:
            self._file = FormFile(self._name, name, self._stack.enter_context(self._vault.incoming()))

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._skips:
            return
        if self._file is None:
            if len(self._text) + end - start > _TEXT:
                raise FormParserError("a field is too long")
            self._text += data[start:end]
        elif self._file.arrived.size + end - start > self._limit:
            self._file.too_large = self._skips = True
        else:
            self._file.arrived.write(data[start:end])

    def _part_end(self) -> None:
        if self._file is not None:
            self._file.arrived.close()
            self.form.files.append(self._file)
        elif not self._skips:
            self.form.texts[self._name] = self._text.decode("utf-8", "replace")

    def _end(self) -> None:
        self.ended = True


def _decoded(raw: bytes) -> str:
    """A name as browsers send it (UTF-8), or as older programs do."""
    for coding in ("utf-8", "gb18030"):
        try:
            return raw.decode(coding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")
