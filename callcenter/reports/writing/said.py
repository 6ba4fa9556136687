"""What all writers say alike: numbering, the line below the title, the line at the end."""

from dataclasses import replace
from itertools import count

from callcenter.reports.content import Content, Section, Table
from models.clock import LOCAL

_DIGITS = "零一二三四五六七八九十"


def chinese(number: int) -> str:
    """1 to 99 as headings count: 一、二 ... 十、十一 ... 二十一."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("" if tens == 1 else _DIGITS[tens]) + "十"
    return head + (_DIGITS[ones] if ones or not tens else "")


def captioned(content: Content) -> Content:
    """With every table numbered through, and called as its section where it has no name of its own."""
    number = count(1)

    def told(section: Section) -> Section:
        return replace(
            section,
            blocks=tuple(
                replace(one, caption=f"表{next(number)}　{one.caption or section.heading}")
                if isinstance(one, Table)
                else one
                for one in section.blocks
            ),
        )

    return replace(content, sections=tuple(told(section) for section in content.sections))


def below_title(content: Content) -> str:
    """Which period."""
    return f"（{content.period}）"


def source(content: Content) -> str:
    """Of when the figures are, and what the store knew by then."""
    at = content.as_of.astimezone(LOCAL)
    return (
        f"数据截至 {at.year}年{at.month}月{at.day}日 {at:%H:%M}（{content.data_version}）。"
        f"内容摘要 {content.digest()[:16]}：同一报告期重新生成，摘要相同即数据相同。"
    )


def signed(content: Content) -> tuple[str, str]:
    """Who and when."""
    at = content.as_of.astimezone(LOCAL)
    return content.issuer, f"{at.year}年{at.month}月{at.day}日"
