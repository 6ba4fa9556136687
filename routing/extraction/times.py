"""When it happened: dates, hours, how long it has lasted, how often it comes again. A value is given where the words
alone, or the words and the day of the call, tell it: `2026-03-05`, `22:30`; `P3D` for how long (ISO 8601)."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from routing.extraction.found import Found, at, longest_first
from routing.extraction.numbers import NUMERAL, value_of

_N = NUMERAL
_HALF_DAY = "凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|半夜|深夜|夜间|白天"
_DAYS = {"大前天": -3, "前天": -2, **dict.fromkeys(("昨天", "昨晚", "昨日"), -1)}
_DAYS |= {**dict.fromkeys(("今天", "今早", "今晚", "今日"), 0), "明天": 1, "后天": 2}
_UNITS = {"年": "Y", "个月": "M", "个多月": "M", "周": "W", "个星期": "W", "个多星期": "W", "天": "D"}
_YEARS = {"去年": 1, "前年": 2}
_WEEKDAY = "一二三四五六日天"

_DATE = re.compile(
    rf"((?P<y>\d{{4}})[年/.-])(?P<m>{_N})[月/.-](?P<d>{_N})[日号]?"
    rf"|(?P<spoken>今年|去年|前年)?的?(?P<m2>{_N})月(?P<d2>{_N})[日号]"
)
_MONTH = re.compile(rf"((?P<y>\d{{4}})年)(?P<m>{_N})月(?![0-9一二三四五六七八九十])|(?P<only>\d{{4}})年(?!\d|{_N}月)")
_RELATIVE = re.compile("|".join(sorted(_DAYS, key=len, reverse=True)))
_WEEK = re.compile(rf"(?P<which>上上|上|这|本|下)?(个)?(周|星期|礼拜)(?P<day>[{_WEEKDAY}])")
_VAGUE = re.compile(
    r"去年|前年|今年|上个?月|这个月|本月|上个?(周|星期|礼拜)|上半年|下半年|年初|年底|月初|月底|春节|国庆|过年"
    r"|刚才|刚刚|最近|近期|近日"
)
_CLOCK = re.compile(
    rf"(?P<half>{_HALF_DAY})?(?P<h>{_N})(?:点(?P<m>半|一刻|三刻|{_N}分?)?钟?|[:：](?P<mm>\d\d)(?!\d))|(?P<part>{_HALF_DAY})"
)  # fmt: skip
_LASTING = re.compile(
    rf"(?P<half>半)(?P<hu>个?月|年|天)|(?P<n>{_N})(多|来|几)?(?P<u>年|个多?月|个多?星期|周|天|个?小时)(?P<more>多|半)?"
)
_AGAIN = re.compile(rf"(每(天|晚|周|月|年|到)|天天|夜夜|一到)((的)?({_HALF_DAY}|周末|雨天|下雨|夏天|冬天))?")


def times(words: str, today: date | None = None) -> list[Found]:
    """Times in `words`, in their order. today: the day on which they were said; without it 昨天 has no value."""
    found: list[Found] = []
    for pattern, value in _TABLE:
        for match in pattern.finditer(words):
            found.append(at("time", words, match.span(), value(match, today)))
    return longest_first(found)


def _whole(match: re.Match[str], today: date | None) -> str:
    said = match["spoken"]
    year = int(match["y"]) if match["y"] else (today.year - _YEARS.get(said, 0) if today else None)
    month, day = value_of(match["m"] or match["m2"]), value_of(match["d"] or match["d2"])
    if year is None or month is None or day is None:
        return ""
    try:
        given = date(year, int(month), int(day))
        # without a year it was the last such day: nobody complains of next December
        return str(given.replace(year=year - 1) if not match["y"] and not said and today and given > today else given)
    except ValueError:
        return ""


def _month(match: re.Match[str], _: date | None) -> str:
    if match["only"]:
        return str(match["only"])
    month = value_of(match["m"])
    return f"{match['y']}-{int(month):02d}" if month is not None and 1 <= month <= 12 else ""


def _day(match: re.Match[str], today: date | None) -> str:
    return str(today + timedelta(days=_DAYS[match.group()])) if today else ""


def _weekday(match: re.Match[str], today: date | None) -> str:
    if today is None:
        return ""
    monday = today - timedelta(days=today.weekday())
    weeks = {"上上": -2, "上": -1, "下": 1}.get(match["which"] or "", 0)
    day = monday + timedelta(days=7 * weeks + min(_WEEKDAY.index(match["day"]), 6))
    return str(day - timedelta(days=7) if not match["which"] and day > today else day)


def _clock(match: re.Match[str], _: date | None) -> str:
    hour = value_of(match["h"]) if match["h"] else None
    if hour is None or hour > 24:
        return ""
    minute = match["mm"] or match["m"] or "0"
    named = {"半": 30, "一刻": 15, "三刻": 45}
    minutes = named[minute] if minute in named else value_of(minute.rstrip("分"))
    late = match["half"] in ("下午", "傍晚", "晚上", "夜里", "深夜", "半夜", "夜间") and 4 <= hour < 12
    noon = match["half"] in ("下午", "中午") and 1 <= hour < 4
    return f"{(int(hour) + 12 * (late or noon)) % 24:02d}:{int(minutes or 0):02d}" if (minutes or 0) < 60 else ""


def _lasting(match: re.Match[str], _: date | None) -> str:
    if match["half"]:
        return {"年": "P6M", "天": "PT12H"}.get(match["hu"], "P15D")
    count, unit = value_of(match["n"]), match["u"]
    if count is None:
        return ""
    return f"PT{count:g}H" if "小时" in unit else f"P{count:g}{_UNITS[unit]}"


def _nothing(_: re.Match[str], __: date | None) -> str:
    return ""


_Value = Callable[[re.Match[str], date | None], str]
_TABLE: tuple[tuple[re.Pattern[str], _Value], ...] = (
    (_DATE, _whole),
    (_MONTH, _month),
    (_RELATIVE, _day),
    (_WEEK, _weekday),
    (_VAGUE, _nothing),
    (_CLOCK, _clock),
    (_LASTING, _lasting),
    (_AGAIN, _nothing),
)
