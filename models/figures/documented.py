"""The tables of docs/figures.md: `python -m models.figures.documented` writes them; a test says when they are old."""

from pathlib import Path
from typing import Final

from models.figures.measures import MEASURES
from models.figures.metrics import METRICS

DOCUMENT: Final = Path(__file__).parents[2] / "docs" / "figures.md"
_BEGIN: Final = "<!-- metrics: made by models/figures/documented.py -->\n"
_UNITS: Final = {"percent": "%", "seconds": "秒", "count": "件次", "score": "分"}


def table() -> str:
    """All metrics and measures as two tables."""
    lines = [
        "| metric | 指标 | 单位 | 计算方法 | 不计入 | 依据 | 最小样本 | 版本 |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for one in METRICS.values():
        lines.append(
            f"| `{one.key}` | {one.name} | {_UNITS[one.unit]} | {one.formula} | {one.exclusions or '-'} | {one.clause}"
            f" | {one.least or '-'} | {one.version} |"
        )
    lines += ["", "| measure | 一笔记账是 | 计入时间 | 金额 | 明细 |", "|---|---|---|---|---|"]
    for measure in MEASURES.values():
        kinds = "、".join(f"{code} {name}" if code != name else code for code, name in measure.details.items())
        lines.append(
            f"| `{measure.key}` | {measure.chinese} | {measure.counted_by} | {measure.amount or '-'} | {kinds or '-'} |"
        )
    return "\n".join(lines) + "\n"


def renewed(document: str) -> str:
    """The document with the present tables; what stands before and behind them (a new heading) stays."""
    before, _, old = document.partition(_BEGIN)
    _, heading, behind = old.partition("\n## ")
    return before + _BEGIN + table() + heading + behind


if __name__ == "__main__":
    DOCUMENT.write_text(renewed(DOCUMENT.read_text("utf-8")), "utf-8")
