"""From data and a template to a PDF. The machine must have a Chinese font: without one the paper would show boxes."""

import json
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import typst

FONTS: Final = (
    "Noto Sans CJK SC", "Source Han Sans SC", "Source Han Sans CN", "WenQuanYi Zen Hei", "WenQuanYi Micro Hei",
    "Noto Serif CJK SC", "Source Han Serif SC", "SimHei", "SimSun", "Microsoft YaHei",
)  # fmt: skip
"""Fonts with simplified Chinese, the first that is there is taken (Debian: fonts-noto-cjk)."""
BODY_FONTS: Final = (
    "FangSong", "FangSong_GB2312", "STFangsong", "Noto Serif CJK SC", "Source Han Serif SC", "SimSun",
)  # fmt: skip
HEADING_FONTS: Final = ("SimHei", "Noto Sans CJK SC", "Source Han Sans SC", "Source Han Sans CN")
"""Of official documents: 仿宋 and 黑体 where they are there, else the free ones nearest to them, else `font()`."""
_HERE: Final = Path(__file__).parent
_ONE_AT_A_TIME: Final = threading.Lock()


class FontMissing(Exception):
    """No Chinese font on this machine. Code: `font-missing`."""

    code = "font-missing"
    status = 503

    def __init__(self) -> None:
        super().__init__("服务器没有中文字体，无法打印。请管理员安装 fonts-noto-cjk 后再试")


@cache
def font() -> str:
    """The Chinese font of this machine. Raises `FontMissing`."""
    known = set(typst.Fonts().families())
    for name in FONTS:
        if name in known:
            return name
    raise FontMissing


@cache
def paper_fonts() -> dict[str, list[str]]:
    """`body` and `heading` of official documents, as this machine has them. Raises `FontMissing`."""
    known = set(typst.Fonts().families())
    wanted = {"body": BODY_FONTS, "heading": HEADING_FONTS}
    return {use: [*(name for name in names if name in known), font()] for use, names in wanted.items()}


def typeset(template: str, data: Mapping[str, Any]) -> bytes:
    """The PDF of a template of this folder; it finds `data` as JSON in sys.inputs.data, the font in
    sys.inputs.font, `paper_fonts` as JSON in sys.inputs.fonts.

    Raises `FontMissing`.
    """
    inputs = {"data": json.dumps(data, ensure_ascii=False), "font": font(), "fonts": json.dumps(paper_fonts())}
    with _ONE_AT_A_TIME:  # setting takes all of a core
        made = typst.compile(str(_HERE / template), sys_inputs=inputs, format="pdf")
    assert isinstance(made, bytes)
    return made
