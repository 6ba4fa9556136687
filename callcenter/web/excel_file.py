"""An Excel file as an answer: made on disk, sent, and deleted."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@contextmanager
def to_be_sent(what: str) -> Iterator[Path]:
    """Where the file is to be written. It is deleted where the writing fails, else by the answer that sends it."""
    with tempfile.NamedTemporaryFile(prefix=f"hotline-{what}-", suffix=".xlsx", delete=False) as file:
        path = Path(file.name)
    try:
        yield path
    except BaseException:
        path.unlink()
        raise


def answer(path: Path, filename: str) -> FileResponse:
    """The file, to be saved."""
    return FileResponse(path, media_type=XLSX, filename=filename, background=BackgroundTask(path.unlink))
