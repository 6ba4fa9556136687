"""As a PDF, set by Typst after `report.typ`."""

from typing import Any

from callcenter.printing.setting import typeset
from callcenter.reports.content import Block, Content, Number
from callcenter.reports.writing.said import below_title, captioned, chinese, signed, source


def written(content: Content) -> bytes:
    """The file. Raises `FontMissing`."""
    return typeset("report.typ", data_of(content))


def data_of(content: Content) -> dict[str, Any]:
    """What the template takes: texts alone."""
    issuer, day = signed(content)
    return {
        "title": content.title,
        "period": below_title(content),
        "issuer": issuer,
        "day": day,
        "source": source(content),
        "sections": [
            {"heading": f"{chinese(place)}、{one.heading}", "blocks": [_block(block) for block in one.blocks]}
            for place, one in enumerate(captioned(content).sections, 1)
        ],
    }


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, str):
        return {"text": block}
    return {
        "caption": block.caption,
        "columns": [{"title": one.title, "width": one.width, "number": one.number} for one in block.columns],
        "rows": [[cell.said() if isinstance(cell, Number) else cell for cell in row] for row in block.rows],
        "total": block.total,
        "note": block.note,
    }
