"""Files that administrators send: kept as they came for two days, read again whenever they are asked for."""

from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from models import clock
from models.catalogue import versions
from models.catalogue.book import Book, CityDataError, RawBook, RowProblem
from models.catalogue.checking import checked
from models.catalogue.differences import Change
from models.catalogue.excel import read_workbook
from models.catalogue.tables import CityUpload
from models.catalogue.versions import Applied, Author

KEPT = timedelta(days=2)


class UploadUnknown(Exception):
    """No file under this number, or it is older than two days. Code: `catalogue-upload-not-found`."""

    code, status = "catalogue-upload-not-found", 404


def keep(session: Session, user_id: int, name: str, content: bytes) -> CityUpload:
    """The file, compared from now on with the version that holds now. Raises `WorkbookUnreadable`."""
    raw = read_workbook(content, name)
    session.execute(delete(CityUpload).where(CityUpload.at < clock.now() - KEPT))
    upload = CityUpload(
        at=clock.now(),
        user_id=user_id,
        name=name,
        sha256=raw.source.sha256,
        base=versions.newest(session),
        content=content,
    )
    session.add(upload)
    session.flush()
    return upload


def find(session: Session, upload_id: int) -> CityUpload:
    """Raises `UploadUnknown`."""
    upload = session.get(CityUpload, upload_id)
    if upload is None or upload.at < clock.now() - KEPT:
        raise UploadUnknown("没有这份上传的文件，或已超过两天；请重新上传")
    return upload


def looked_at(session: Session, upload: CityUpload) -> tuple[RawBook, list[RowProblem], list[Change]]:
    """What it would change of the version with which it is compared, or what is wrong with it."""
    raw, _, problems, changes = _looked(session, upload)
    return raw, problems, changes


def apply(session: Session, upload: CityUpload, author: Author, note: str = "") -> Applied:
    """The file as the newest version. Raises `CityDataError`, `CatalogueConflict` where another holds by now."""
    raw, book, problems, _ = _looked(session, upload)
    if problems:
        raise CityDataError(problems)
    return versions.apply(session, book, author, raw.source, note=note, base=upload.base)


def _looked(session: Session, upload: CityUpload) -> tuple[RawBook, Book, list[RowProblem], list[Change]]:
    raw = read_workbook(upload.content, upload.name)
    now = versions.book_of(session, upload.base)
    book, problems = checked(raw, now if upload.base else None)
    if problems:
        return raw, book, problems, []
    try:
        return raw, book, [], versions.prepared(now, book)[1]
    except CityDataError as error:
        return raw, book, list(error.problems), []
