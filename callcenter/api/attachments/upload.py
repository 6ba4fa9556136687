"""The body of an upload, read as it comes: one file and its purpose. Who may not is turned away before."""

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated

import anyio.to_thread
from fastapi import Depends
from starlette.requests import Request

from callcenter.web.access import Access, allowed
from callcenter.web.permissions import Right
from callcenter.web.problem import Problem
from callcenter.web.state import web
from integrations import multipart
from models.attachments import KINDS, LARGEST, MB, AttachmentKind, Incoming, StoredFile, TooLarge, examine

FORM: dict[str, object] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["kind", "file"],
                    "properties": {
                        "kind": {"type": "string", "enum": list(KINDS)},
                        "file": {"type": "string", "format": "binary"},
                    },
                }
            }
        },
    }
}
"""For the OpenAPI document: the framework does not read this body, so it cannot describe it."""

Worker = Annotated[Access, Depends(allowed(Right.ORDERS_WORK))]


@dataclass(frozen=True)
class Upload:
    """One file that has arrived and been examined."""

    kind: AttachmentKind
    arrived: Incoming
    file: StoredFile

    @property
    def sign(self) -> bytes:
        """The same for the same upload sent again."""
        return hashlib.sha256(f"{self.kind}\0{self.file.name}\0{self.file.sha256}".encode()).digest()


async def _uploaded(request: Request, access: Worker) -> AsyncIterator[Upload]:
    """Raises `form-broken`, `invalid-request` and what `examine` raises. The file is gone when the answer is."""
    async with multipart.received(request, web(request).vault, most=1, limit=LARGEST) as form:
        kind = next((name for name in KINDS if name == form.texts.get("kind")), None)
        if kind is None or len(form.files) != 1 or form.left_out:
            wanted = [{"field": "kind", "message": "、".join(KINDS)}, {"field": "file", "message": "one file"}]
            raise Problem("invalid-request", "请选择附件的用途和一个文件", errors=wanted)
        (file,) = form.files
        if file.too_large:
            raise TooLarge(f"文件不能超过 {LARGEST // MB} MB。请压缩或拆分后再上传", limit=LARGEST)
        examined = await anyio.to_thread.run_sync(examine, file.arrived, file.name)
        yield Upload(kind, file.arrived, examined)


Uploaded = Annotated[Upload, Depends(_uploaded)]
