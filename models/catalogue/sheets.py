"""The tables of a city, described: sheet by sheet, column by column. Everything else reads this description.

The reading of CSV and Excel, the checks, the files for download, the forms of the console and the differences between
versions come from here. A table more is a `Sheet` more. Identifiers are stable; the Chinese is what people see.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from models.catalogue import choices
from models.catalogue.cells import NO, YES, Kind, parts

Cells = Mapping[str, str]
"""One row: column -> text, every column of its sheet present."""

TERRITORY: Final = "属地"  # in the duty catalogue's lead: whoever governs the place leads, not a fixed department


@dataclass(frozen=True)
class Column:
    """needed: may not be empty; default: what an empty cell means; choices: value -> what people see.

    refers: the sheet whose codes it names (with `several`, each of them); but: words beside codes that are taken too;
    beginning: the beginning of a code is enough. hint: how it is filled, for people.
    """

    name: str
    chinese: str
    kind: Kind = "text"
    needed: bool = False
    default: str = ""
    choices: Mapping[str, str] | None = None
    refers: str = ""
    but: frozenset[str] = frozenset()
    beginning: bool = False
    hint: str = ""
    width: int = 12

    @property
    def optional(self) -> bool:
        """A file may lack it."""
        return not self.needed or bool(self.default)


@dataclass(frozen=True)
class Sheet:
    """retires: how a row ends that is no longer wanted: its flag `active`, its `valid_to`, or not at all (removed)."""

    name: str
    chinese: str
    purpose: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ("code",)
    retires: Literal["active", "valid_to", ""] = ""
    by_name: Mapping[str, Column] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {column.name: column for column in self.columns})

    def key_of(self, cells: Cells) -> str:
        """What names a row; stable."""
        return ".".join(cells[name] for name in self.key)

    def names(self, column: Column, value: str) -> tuple[str, ...]:
        """The codes of another sheet that a cell names."""
        if not column.refers or not value:
            return ()
        return tuple(
            code for code in (parts(value) if column.kind == "several" else (value,)) if code not in column.but
        )


def _code(chinese: str = "代码", width: int = 12, hint: str = "定下后不再改变；停用的代码不得另作他用") -> Column:
    return Column("code", chinese, "code", needed=True, hint=hint, width=width)


def _name(chinese: str, width: int = 28) -> Column:
    return Column("name", chinese, needed=True, width=width)


_ACTIVE = Column(
    "active", "启用", "flag", needed=True, default=YES, choices={YES: "是", NO: "否"}, width=8,
    hint="停用后不能再选，旧工单仍可看到",
)  # fmt: skip
_NOTE = Column("note", "备注", width=30)
_PRIORITY = Column("priority", "优先级", "whole", needed=True, default="0", width=8, hint="大者优先")


def _category(chinese: str = "适用分类") -> Column:
    return Column(
        "category_prefix", chinese, "digits", refers="categories", beginning=True,
        hint="事项分类代码或其开头，空为全部",
    )  # fmt: skip


_SHEETS: Final = (
    Sheet(
        "departments", "承办单位", "属地、市直、垂直管理单位和公用企业；更名或合并时填撤销日期和继任单位",
        (
            _code("单位代码", 14), _name("单位全称", 34),
            Column("short", "简称", width=18, hint="空则用全称"),
            Column("kind", "单位类别", "choice", needed=True, choices=choices.same(*choices.KINDS)),
            Column("aliases", "别名", "several", width=34, hint="群众常用的叫法，多个用 | 分隔"),
            Column("valid_from", "设立日期", "date", hint="空为一直有"),
            Column("valid_to", "撤销日期", "date", hint="自当日起不再派单；空为仍在"),
            Column("successor", "继任单位", "code", refers="departments", hint="撤销后由谁承接：单位代码", width=14),
            _NOTE,
        ),
        retires="valid_to",
    ),
    Sheet(
        "categories", "事项分类", "三级分类，代码 2-2-2 位：前两位一级，前四位二级",
        (
            Column("code", "分类代码", "digits", needed=True, hint="2、4 或 6 位数字，定下后不再改变"),
            Column("parent", "上级代码", "digits", hint="代码去掉末两位；一级为空"),
            Column("level", "级别", "choice", needed=True, choices={"1": "一级", "2": "二级", "3": "三级"}, width=8),
            _name("分类名称"), _ACTIVE, _NOTE,
        ),
        retires="active",
    ),
    Sheet(
        "divisions", "行政区划", "市、县（市、区）、乡镇街道、村和社区的国家代码",
        (
            Column("level", "级别", "choice", needed=True, choices=choices.LEVELS, width=12),
            Column("code", "区划代码", "digits", needed=True, width=16),
            _name("名称"),
            Column("parent", "上级代码", "digits", width=14),
            Column("area", "所在县市区"), Column("street", "所在乡镇街道", width=16), _ACTIVE,
        ),
        retires="active",
    ),
    Sheet(
        "duty", "派单目录", "事项、地点和条件都符合时，由谁主办、协办和指导，依据和时限是什么",
        (
            _code("条目编号"), _PRIORITY, _category(),
            Column("keywords", "含有词语", "several", width=26, hint="含任一词语才适用，多个用 | 分隔；空为不限"),
            Column("exclude_keywords", "不含词语", "several", width=16, hint="含任一词语即不适用"),
            Column("place_prefix", "适用地点", "digits", refers="divisions", beginning=True, hint="区划代码或其开头"),
            Column(
                "lead", "主办单位", "text", needed=True, refers="departments", but=frozenset({TERRITORY}),
                hint="单位代码；填“属地”为事发地县市区", width=14,
            ),
            Column("assist", "协办单位", "several", refers="departments", width=22, hint="单位代码，多个用 | 分隔"),
            Column("guidance", "业务指导单位", "code", refers="departments", width=14),
            Column("limit", "办理时限", "span", hint="空则按时限规则；如 1wd，只用于一般件", width=10),
            Column("basis", "依据", width=44), Column("lead_mode", "派单方式", width=12), _ACTIVE,
        ),
        retires="active",
    ),
    Sheet(
        "limits", "时限规则", "按诉求类型、紧急程度、渠道和分类定的各种时限；空格表示全部适用，优先级大者为准",
        (
            _code("规则编号"),
            Column("valid_from", "生效日期", "date", needed=True),
            Column("valid_to", "失效日期", "date", hint="自当日起不再适用；空为仍有效"),
            _PRIORITY,
            Column("request_type", "诉求类型", "choice", choices=choices.same(*choices.REQUEST_TYPES)),
            Column("urgency", "紧急程度", "choice", choices=choices.same(*choices.URGENCIES)),
            Column("channel", "渠道", "choice", choices=choices.CHANNELS, width=16),
            _category(),
            Column("kind", "时限种类", "choice", needed=True, choices=choices.CLOCKS, width=16),
            Column(
                "span", "时限", "span", needed=True,
                hint="3wd 工作日、4wh 工作小时、195wm 工作分钟、24h 小时、30m 分钟；- 为没有", width=10,
            ),
            Column("extension", "可延长", "span", needed=True, default="-", hint="写法同时限；- 为不可延长", width=10),
            Column("pause_in", "暂停于状态", "choice", choices=choices.PAUSES),
            Column("basis", "依据", width=44),
        ),
        retires="valid_to",
    ),
    Sheet(
        "callbacks", "回访规则", "谁、何时、怎样回访和评价；空格表示全部适用，优先级大者为准，没有适用的由人工回访",
        (
            _code("规则编号"),
            Column("valid_from", "生效日期", "date", needed=True),
            Column("valid_to", "失效日期", "date", hint="自当日起不再适用；空为仍有效"),
            _PRIORITY,
            Column("occasion", "场合", "choice", choices={k: v for k, v in choices.OCCASIONS.items() if k}),
            Column("request_type", "诉求类型", "choice", choices=choices.same(*choices.REQUEST_TYPES)),
            Column("urgency", "紧急程度", "choice", choices=choices.same(*choices.URGENCIES)),
            Column("channel", "渠道", "choice", choices=choices.CHANNELS, width=16),
            _category(),
            Column(
                "ways", "回访方式", "several", width=24,
                hint="依次为每次的方式：link 评价链接、automatic 自动外呼、person 人工，用 | 分隔；空为不回访",
            ),
            Column("sample", "抽取比例", "whole", needed=True, default="100", width=8, hint="百分之几，0 至 100"),
            Column("days", "日子", "choice", needed=True, default="all", choices=choices.CALLBACK_DAYS, width=8),
            Column(
                "hours", "时段", width=36, hint="如 09:00-11:30 14:30-18:00 18:30-20:00；空为这个时段"
            ),
            Column("basis", "依据", width=44),
        ),
        retires="valid_to",
    ),
    Sheet(
        "legacy_hotlines", "归并热线", "并入 12345 的政务热线（国办发〔2020〕53号），号码仍会被拨打",
        (
            Column("number", "号码", "digits", needed=True), _name("热线名称"),
            Column("owner", "主管单位", "code", needed=True, refers="departments", width=14),
            Column("merge_mode", "归并方式", "choice", needed=True, choices=choices.same(*choices.MERGE_MODES)),
            Column(
                "transfer_to", "转接目标", "digits", hint="保留座席的热线填其号码；号码取消的留空，由专家组接", width=14
            ),
            Column("expert_group", "专家组", width=14), _ACTIVE, _NOTE,
        ),
        key=("number",), retires="active",
    ),
    Sheet(
        "reasons", "原因", "不予受理、退单、不纳入考核等的原因，风险类型，可申诉的指标；办理时从中选择",
        (
            Column("list", "用于", "choice", needed=True, choices=choices.REASON_LISTS, width=14),
            _code("原因代码"), _name("原因", 44),
            Column("route", "告知内容", width=44, hint="向诉求人说明的途径或办理要求"),
            Column(
                "excludes", "不计入的指标", "several", width=26,
                hint="只用于不纳入考核，多个用 | 分隔：" + choices.listed(choices.ASSESSMENT_ITEMS),
            ),
            _ACTIVE,
        ),
        key=("list", "code"), retires="active",
    ),
    Sheet(
        "scoring", "质检评分表", "通话和工单各一张评分表：每项的分值和评分标准；发生致命项的，整件为 0 分、不合格",
        (
            _code("评分项编号"),
            Column("kind", "用于", "choice", needed=True, choices=choices.INSPECTED, width=8),
            _name("评分项"),
            Column("points", "分值", "whole", needed=True, default="0", width=8,
                   hint="满分多少；各项合计宜为 100，不足或超过的按比例折算；致命项填 0"),
            Column("fatal", "致命项", "flag", needed=True, default=NO, choices={YES: "是", NO: "否"}, width=8),
            Column("standard", "评分标准", width=60), Column("basis", "依据", width=34), _ACTIVE,
        ),
        retires="active",
    ),
    Sheet(
        "urgent_signals", "紧急信号", "话里出现就判为紧急或特急的说法；系统只升不降",
        (
            _code("信号编号"),
            Column(
                "level", "级别", "choice", needed=True, choices=choices.same(*choices.URGENCIES[1:]), width=8,
            ),
            Column("meaning", "含义", needed=True, width=26, hint="显示给人看；相同含义只报一次"),
            Column("match", "比对方式", "choice", needed=True, choices=choices.MATCHES,
                   hint="读音：识别成同音字也算"),
            Column("pattern", "说法", "pattern", needed=True, width=70,
                   hint="按字面时可用表达式，多个说法用 | 分隔；按读音时写一个词语"),
            _ACTIVE, _NOTE,
        ),
        retires="active",
    ),
    Sheet(
        "matters", "并案与预警", "几件诉求何时算同一事项、多少人反映要预警；没有列出的按系统建议值",
        (
            _code("规则编号"),
            Column("kind", "规则", "choice", needed=True, choices=choices.MATTERS, width=24),
            Column("hours", "时间窗（小时）", "whole", hint="重复来电、群体诉求和预警才填；30 日为 720", width=16),
            Column("people", "人数", "whole", hint="预警才填：时间窗内多少人反映同一地点同类事项", width=10),
            Column("score", "相似度（百分）", "whole", hint="其余三种才填：1 到 100，达到即算", width=16),
            Column("basis", "依据", width=44),
        ),
    ),
    Sheet(
        "calendar", "工作日历", "与国家公布的放假安排不同的日子；新一年尚未收录时，从 1 月 1 日起逐日录入放假和调休",
        (
            Column("day", "日期", "date", needed=True),
            Column("working", "上班", "flag", needed=True, choices={YES: "是", NO: "否"}, width=8),
            _name("说明", 24),
        ),
        key=("day",),
    ),
    Sheet(
        "attributes", "开放接口提问", "其他应用经开放接口（Open311）提交诉求时，每类事项另外要问的问题",
        (
            _code("问题代码"), _category(),
            Column("datatype", "答案类型", "choice", needed=True, choices=choices.DATATYPES, width=16),
            Column("required", "必答", "flag", needed=True, default=NO, choices={YES: "是", NO: "否"}, width=8),
            Column("order", "顺序", "whole", needed=True, default="0", width=8),
            Column("description", "问题", needed=True, width=40),
            Column("datatype_description", "填写说明", width=40),
            Column("values", "可选答案", "several", width=40, hint="单选、多选才填，也必须填，多个用 | 分隔"),
        ),
    ),
    Sheet(
        "city", "城市设置", "热线名称、号码、工单编号前缀、办公时间等",
        (
            Column("key", "项目", needed=True, width=24), Column("value", "值", needed=True, width=44), _NOTE,
        ),
        key=("key",),
    ),
    Sheet(
        "prompts", "语音提示", "接通、排队、自动受理时播放的话",
        (
            Column("key", "项目", "code", needed=True, width=20),
            Column("text", "播放内容", needed=True, width=70), _NOTE,
        ),
        key=("key",),
    ),
)  # fmt: skip

SHEETS: Final[Mapping[str, Sheet]] = {sheet.name: sheet for sheet in _SHEETS}
