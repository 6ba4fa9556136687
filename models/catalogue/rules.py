"""What must hold between the rows of a city's tables, beyond each cell: a table of small rules, sheet by sheet."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Final

from models.catalogue.book import Book
from models.catalogue.cells import YES, parts
from models.catalogue.choices import ASSESSMENT_ITEMS, CALLBACK_WAYS, INSPECTED, KINDS, REQUEST_TYPES, SCORE, listed
from models.catalogue.sheets import SHEETS, Cells
from models.catalogue.sights import wrong_sight

EVERY: Final = "全部"
_REPORTED: Final = "report-"
_TYPES: Final = "|".join(REQUEST_TYPES)
SETTINGS: Final[Mapping[str, tuple[str, re.Pattern[str], str]]] = {
    "name": ("城市名称", re.compile(r".{2,30}"), "如 咸宁市"),
    "number": ("热线号码", re.compile(r"\d{3,12}"), "如 12345"),
    "order_prefix": ("工单编号前缀", re.compile(r"[A-Z]{2}"), "两位大写字母，如 XN"),
    "division": ("行政区划代码", re.compile(r"\d{4}|\d{6}"), "如 4212"),
    "reply_working_days": ("限定回复工作日数", re.compile(r"[1-9]\d?"), "如 3"),
    "office_hours": (
        "办公时间", re.compile(r"\d\d:\d\d-\d\d:\d\d( \d\d:\d\d-\d\d:\d\d){0,3}"), "如 08:30-12:00 14:30-17:30"
    ),
    "day_ends": ("工作日时限的终点", re.compile(r"\d\d:\d\d(:\d\d)?"), "如 23:59:59 或 17:30"),
    "quality_pass_mark": ("质检合格分", re.compile(r"[1-9]\d?|100"), "如 80"),
    "retention_years": ("归档工单个人信息保存年数", re.compile(r"[1-9]\d?"), "如 3"),
    "sign_off_units": (
        "答复须由负责人审签的单位", re.compile(rf"{EVERY}|[0-9A-Za-z_-]+(\|[0-9A-Za-z_-]+)*"),
        f"{EVERY}，或单位代码如 XNSZ006|421202",
    ),
    "sign_off_types": (
        "答复须由负责人审签的诉求类型", re.compile(rf"{EVERY}|({_TYPES})(\|({_TYPES}))*"),
        f"{EVERY}，或诉求类型如 投诉|举报",
    ),
    **{
        f"score-{kind}": (
            f"{kind}单位办理综合分的分值", re.compile(r"\d{1,3}( \d{1,3}){3} (-\d{1,3}|0)"),
            f"依次为{'、'.join(SCORE.values())}，如 30 30 30 10 -5",
        )
        for kind in KINDS
    },
    **{
        f"{_REPORTED}{matter}": (
            f"报表中单列的“{matter}”", re.compile(r"[0-9A-Za-z]+(\|[0-9A-Za-z]+)*"), "写事项代码，如 14|1502"
        )
        for matter in ("营商环境", "行政执法监督")
    },
}  # fmt: skip
"""Settings whose form is known: what they are, their form, an example."""
NEEDED: Final = ("name", "number", "order_prefix")


@dataclass(frozen=True)
class Complaint:
    """What is wrong with the row of this key; an empty key is the table as a whole."""

    key: str
    column: str
    message: str
    mend: str


Rule = Callable[[Book, date], Iterator[Complaint]]


def _active(row: Cells) -> bool:
    return row["active"] == YES


def ended(row: Cells, today: date) -> bool:
    """Whether a unit or a limit is no longer valid."""
    return bool(row["valid_to"]) and date.fromisoformat(row["valid_to"]) <= today


def successor(departments: Mapping[str, Cells], code: str, today: date) -> str | None:
    """The unit that has a unit's work today: itself, or the first of its successors that is still there."""
    seen: set[str] = set()
    while code in departments and code not in seen:
        seen.add(code)
        row = departments[code]
        if not ended(row, today):
            return code
        code = row["successor"]
    return None


def _departments(book: Book, today: date) -> Iterator[Complaint]:
    units = book.keyed.get("departments", {})
    for code, row in units.items():
        if row["valid_from"] and row["valid_to"] and row["valid_to"] < row["valid_from"]:
            yield Complaint(code, "valid_to", "撤销日期早于设立日期", "请核对两个日期")
        if row["successor"] and not row["valid_to"]:
            yield Complaint(code, "successor", "填了继任单位却没有撤销日期", "请填写撤销日期，或清空继任单位")
        seen, following = {code}, row["successor"]
        while following in units and following not in seen:
            seen.add(following)
            following = units[following]["successor"]
        if following in seen:
            yield Complaint(code, "successor", "继任关系绕成了圈", "请把最后承接的单位的继任单位清空")


def _categories(book: Book, today: date) -> Iterator[Complaint]:
    known = book.keyed.get("categories", {})
    for code, row in known.items():
        if len(code) != 2 * int(row["level"]):
            yield Complaint(
                code, "code", "分类代码须为 2、4 或 6 位数字，并与级别一致", "一级 2 位、二级 4 位、三级 6 位"
            )
        elif row["parent"] != code[:-2]:
            yield Complaint(code, "parent", f"上级代码应为 {code[:-2] or '空'}", "上级代码是分类代码去掉末两位")
        elif row["parent"] and row["parent"] not in known:
            yield Complaint(code, "parent", f"上级分类 {row['parent']} 不存在", "请先加上这个上级分类")
        elif row["parent"] and _active(row) and not _active(known[row["parent"]]):
            yield Complaint(code, "active", f"上级分类 {row['parent']} 已停用", "请一并停用本分类，或启用上级分类")


def _divisions(book: Book, today: date) -> Iterator[Complaint]:
    known = book.keyed.get("divisions", {})
    for code, row in known.items():
        if row["level"] != "city" and row["parent"] not in known:
            yield Complaint(code, "parent", f"上级区划 {row['parent']} 不存在", "请核对上级代码，或先加上上级区划")


def _duty(book: Book, today: date) -> Iterator[Complaint]:
    sheet, units = SHEETS["duty"], book.keyed.get("departments", {})
    columns = [column for column in sheet.columns if column.refers == "departments"]
    for row in book.of("duty"):
        if not _active(row):
            continue
        for column in columns:
            for code in sheet.names(column, row[column.name]):
                if code in units and successor(units, code, today) is None:
                    mend = "请改为现有的单位，或在“承办单位”中填写它的继任单位"
                    yield Complaint(row["code"], column.name, f"单位 {code} 已撤销，且没有继任单位", mend)


def _limits(book: Book, today: date) -> Iterator[Complaint]:
    for row in book.of("limits"):
        if row["valid_to"] and row["valid_to"] <= row["valid_from"]:
            yield Complaint(row["code"], "valid_to", "失效日期不晚于生效日期", "请核对两个日期")


def _callbacks(book: Book, today: date) -> Iterator[Complaint]:
    for row in book.of("callbacks"):
        if row["valid_to"] and row["valid_to"] <= row["valid_from"]:
            yield Complaint(row["code"], "valid_to", "失效日期不晚于生效日期", "请核对两个日期")
        for way in parts(row["ways"]):
            if way not in CALLBACK_WAYS:
                yield Complaint(row["code"], "ways", f"没有“{way}”这种回访方式", "请填写 link、automatic 或 person")
        if not 0 <= int(row["sample"]) <= 100:
            yield Complaint(row["code"], "sample", "抽取比例不在 0 至 100 之间", "请填写 0 至 100 的整数")
        if row["hours"] and not (SETTINGS["office_hours"][1].fullmatch(row["hours"]) and _times(row["hours"])):
            mend = "请填写如 09:00-11:30 14:30-18:00 的时段"
            yield Complaint(row["code"], "hours", "时段的写法不对，或前后颠倒", mend)
        if row["occasion"] == "secret" and set(parts(row["ways"])) - {"person"}:
            mend = "请只填 person，或留空（不回访）"
            yield Complaint(row["code"], "ways", "保密诉求只能由人工回访", mend)


def _hotlines(book: Book, today: date) -> Iterator[Complaint]:
    for row in book.of("legacy_hotlines"):
        if row["merge_mode"] != "号码取消" and _active(row) and not row["transfer_to"]:
            yield Complaint(row["number"], "transfer_to", "保留座席的热线没有转接目标", "请填写转接的号码")


def _reasons(book: Book, today: date) -> Iterator[Complaint]:
    live = {row["list"] for row in book.of("reasons") if _active(row)}
    for name in ("reject", "return"):
        if name not in live and book.of("reasons"):
            shown = (SHEETS["reasons"].by_name["list"].choices or {})[name]
            yield Complaint("", "", f"“{shown}”没有一条启用的原因，无法办理", "请至少保留一条")


def _counted(book: Book, today: date) -> Iterator[Complaint]:
    """The assessment's items are the formulas': a city chooses among them."""
    known = listed(ASSESSMENT_ITEMS)
    for row in book.of("reasons"):
        key, named = f"{row['list']}.{row['code']}", parts(row["excludes"])
        if row["list"] == "exclusion" and _active(row) and not named:
            yield Complaint(key, "excludes", "没有说明哪些指标不计入", f"请填写指标代码：{known}")
        if row["list"] != "exclusion" and named:
            yield Complaint(key, "excludes", "只有不纳入考核的情形才填不计入的指标", "请清空这一格")
        elif unknown := [item for item in named if item not in ASSESSMENT_ITEMS]:
            yield Complaint(key, "excludes", f"没有 {'、'.join(unknown)} 这样的指标", f"请从中选择：{known}")
        if row["list"] == "assessment" and row["code"] not in ASSESSMENT_ITEMS:
            yield Complaint(key, "code", "考核没有这项指标", f"请从中选择：{known}")


def _scoring(book: Book, today: date) -> Iterator[Complaint]:
    """A fatal item fails the whole: it has no points. Any other has some, and a sheet has such an item."""
    rows = [row for row in book.of("scoring") if _active(row)]
    for row in rows:
        points = int(row["points"])
        if row["fatal"] == YES and points:
            yield Complaint(row["code"], "points", "致命项不计分值", "请填 0")
        elif row["fatal"] != YES and not 1 <= points <= 100:
            yield Complaint(row["code"], "points", "分值不在 1 至 100 之间", "请填写 1 至 100 的整数，或标为致命项")
    for kind in dict.fromkeys(row["kind"] for row in rows):
        if not any(row["fatal"] != YES for row in rows if row["kind"] == kind):
            mend = "请至少保留一条有分值的评分项"
            yield Complaint("", "", f"“{INSPECTED[kind]}”的评分表没有有分值的评分项", mend)


_MATTER_CELLS: Final[Mapping[str, frozenset[str]]] = {
    "repeat": frozenset({"hours"}),
    "group": frozenset({"hours"}),
    "same": frozenset({"score"}),
    "one_place": frozenset({"score"}),
    "hold": frozenset({"score"}),
    "shift_leader": frozenset({"hours", "people"}),
    "emergency": frozenset({"hours", "people"}),
}
_MOST: Final = {"hours": 8_784, "people": 100_000, "score": 100}
"""A year of hours at most: merging does not look further back."""


def _matters(book: Book, today: date) -> Iterator[Complaint]:
    """Each kind has its cells and no others; only thresholds of people may stand there several times."""
    seen: set[str] = set()
    for row in book.of("matters"):
        wanted = _MATTER_CELLS[row["kind"]]
        for name, most in _MOST.items():
            if name not in wanted and row[name]:
                yield Complaint(row["code"], name, "这种规则不用这一格", "请清空这一格")
            elif name in wanted and not (row[name] and 1 <= int(row[name]) <= most):
                yield Complaint(row["code"], name, "这种规则须填这一格", f"请填写 1 到 {most} 的整数")
        if "people" not in wanted and row["kind"] in seen:
            yield Complaint(row["code"], "kind", "这种规则只能有一条", "请删去多余的行")
        seen.add(row["kind"])


def _attributes(book: Book, today: date) -> Iterator[Complaint]:
    for row in book.of("attributes"):
        if bool(row["values"]) != row["datatype"].endswith("list"):
            mend = "单选、多选请填写可选答案；其他类型请清空"
            yield Complaint(row["code"], "values", "只有选择题才有、也必须有可选答案", mend)


def _settings(book: Book, today: date) -> Iterator[Complaint]:
    known = book.keyed.get("city", {})
    for key in NEEDED:
        if key not in known:
            yield Complaint("", "key", f"缺少 {key}（{SETTINGS[key][0]}）", f"请加上这一行，{SETTINGS[key][2]}")
    for key, row in known.items():
        if key in SETTINGS and not SETTINGS[key][1].fullmatch(row["value"]):
            yield Complaint(key, "value", f"{SETTINGS[key][0]}的写法不对", f"应{SETTINGS[key][2]}")
        elif key in ("office_hours", "day_ends") and not _times(row["value"]):
            yield Complaint(key, "value", "时刻不存在或前后颠倒", f"应{SETTINGS[key][2]}")
        elif key in SETTINGS and key.startswith(_REPORTED) and not _known(book, row["value"]):
            yield Complaint(key, "value", "没有这个代码的事项", f"应{SETTINGS[key][2]}")
        elif fault := wrong_sight(key, row["value"]):
            yield Complaint(key, "value", "保密或归档工单的可见范围写法不对", fault)


def _known(book: Book, codes: str) -> bool:
    return set(codes.split("|")) <= book.keyed.get("categories", {}).keys()


def office_hours(value: str) -> tuple[tuple[time, time], ...]:
    """`08:30-12:00 14:30-17:30` as pairs. Raises ValueError for what is no time, or out of order."""
    pairs = tuple(
        (time.fromisoformat(begin), time.fromisoformat(end))
        for begin, end in (span.split("-") for span in value.split())
    )
    flat = [moment for pair in pairs for moment in pair]
    if not flat or flat != sorted(set(flat)):
        raise ValueError(value)
    return pairs


def _times(value: str) -> bool:
    try:
        return bool(office_hours(value) if "-" in value else time.fromisoformat(value) or True)
    except ValueError:
        return False


RULES: Final[Mapping[str, tuple[Rule, ...]]] = {
    "departments": (_departments,),
    "categories": (_categories,),
    "divisions": (_divisions,),
    "duty": (_duty,),
    "limits": (_limits,),
    "callbacks": (_callbacks,),
    "legacy_hotlines": (_hotlines,),
    "reasons": (_reasons, _counted),
    "scoring": (_scoring,),
    "matters": (_matters,),
    "attributes": (_attributes,),
    "city": (_settings,),
}
