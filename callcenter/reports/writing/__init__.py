"""Three writers of the same content: PDF (Typst), Word (python-docx), Excel (XlsxWriter)."""

from collections.abc import Callable, Mapping
from typing import Final, Literal

from callcenter.reports.content import Content
from callcenter.reports.writing import excel, pdf, word

Format = Literal["pdf", "docx", "xlsx"]
WRITERS: Final[Mapping[Format, Callable[[Content], bytes]]] = {
    "pdf": pdf.written,
    "docx": word.written,
    "xlsx": excel.written,
}
MEDIA: Final[Mapping[Format, str]] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
