"""Free text as anybody may read it: numbers, addresses of accounts, exact doors and people's names are masked.

The rules look for what text itself gives away (REPORT 2.5): telephone, identity, card and licence numbers, e-mail and
chat accounts, building, unit, floor and room numbers, and names that a word beside them marks as names (我叫, 先生). A
name without such a word is not recognised, so a person reads the text before it stands in a public list.
"""

import re
from collections.abc import Iterable
from typing import Final

from models.privacy.masking import mask_name, mask_phone

# 百家姓 as far as it is common today, and the compound ones
_SURNAMES: Final = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范"
    "汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文樊葛柯殷祝聂镇"
)
_COMPOUND: Final = "欧阳|上官|司马|诸葛|皇甫|东方|尉迟|公孙|慕容|令狐|司徒|夏侯"
_GIVEN: Final = r"[\u4e00-\u9fa5]"
_NAME: Final = rf"(?:{_COMPOUND}|[{_SURNAMES}]){_GIVEN}{{1,2}}"
_TITLES: Final = (
    "先生|女士|小姐|老师|师傅|医生|护士|阿姨|大爷|大妈|大叔|叔叔|同志|老板|经理|主任|局长|科长|所长|书记|村长|校长|警官"
)
_BEFORE_NAME: Final = re.compile(
    rf"((?:我叫|本人|名叫|姓名|联系人|户主|业主|举报人|投诉人)(?:是|为|：|:|\s)?\s*)({_NAME})|(我是)({_NAME})(?=[，。,、；\s]|$)"
)
_NAME_BEFORE_TITLE: Final = re.compile(rf"((?:{_COMPOUND}|[{_SURNAMES}]){_GIVEN}{{0,2}}?)({_TITLES})")

_DIGIT: Final = r"[0-9０-９一二三四五六七八九十百零〇两]"
_NUMBERS: Final = re.compile(
    r"(?<![0-9A-Za-z])(?:"
    r"(?P<identity>[1-9]\d{16}[0-9Xx]|[1-9]\d{14})"
    r"|(?P<mobile>(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4})"
    r"|(?P<landline>0\d{2,3}[ -]?\d{7,8})"
    r"|(?P<card>\d{4}(?:[ -]?\d{4}){3}(?:[ -]?\d{1,3})?)"
    r")(?![0-9A-Za-z])"
)
_ACCOUNTS: Final = re.compile(
    r"(?P<mail>[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)"
    r"|(?P<kind>(?:微信|QQ|qq|Qq)(?:号|群)?(?:码)?(?:是|为|：|:|\s)*)(?P<account>[A-Za-z0-9_-]{5,20})"
)
_PLATE: Final = re.compile(
    r"([京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z])[·\s-]?[A-Z0-9]{5,6}(?![A-Z0-9])"
)
# a door: 3栋, 2单元, 501室, 12号楼, 温泉路88号; a date's 12号 after 月 is none
_DOOR: Final = re.compile(
    rf"(?<![月0-9一二三四五六七八九十])[A-Za-z]?{_DIGIT}+[A-Za-z]?(?:[-—－]{_DIGIT}+)*(?=(?:号|栋|幢|座|单元|室|层|楼|#))"
    rf"|(?<=[路街巷道院楼区苑园])(?:{_DIGIT}+[-—－])+{_DIGIT}+"
)


def _number(found: re.Match[str]) -> str:
    kept = found[0]
    if found["mobile"]:
        return mask_phone(re.sub(r"\D", "", kept)[-11:])
    if found["landline"]:
        return mask_phone(kept)
    return kept[:4] + "*" * (len(kept) - 4)


def _account(found: re.Match[str]) -> str:
    if found["mail"]:
        return found["mail"][0] + "***"
    return f"{found['kind']}***"


def public_text(text: str, names: Iterable[str | None] = ()) -> str:
    """`text` without what tells who somebody is or at which door they live. names: people who are known to be in it."""
    for name in names:
        if name and len(name.strip()) > 1:
            text = text.replace(name.strip(), mask_name(name))
    text = _ACCOUNTS.sub(_account, text)
    text = _NUMBERS.sub(_number, text)
    text = _PLATE.sub(lambda found: f"{found[1]}*****", text)
    text = _BEFORE_NAME.sub(lambda found: (found[1] or found[3]) + mask_name(found[2] or found[4]), text)
    text = _NAME_BEFORE_TITLE.sub(lambda found: mask_name(found[1]) + found[2], text)
    return _DOOR.sub("*", text)


def personal_spans(text: str) -> list[tuple[str, tuple[int, int]]]:
    """What `public_text` would mask, where it stands: kind (Chinese) and span, in the order of the text."""
    found: list[tuple[str, tuple[int, int]]] = []
    for pattern, kind, group in _PERSONAL:
        for match in pattern.finditer(text):
            span = next((match.span(name) for name in group if match[name]), match.span())
            if not any(span[0] < stop and start < span[1] for _, (start, stop) in found):
                found.append((_number_kind(match) if pattern is _NUMBERS else kind, span))
    return sorted(found, key=lambda one: one[1])


def _number_kind(found: re.Match[str]) -> str:
    return next(kind for name, kind in _NUMBER_KINDS.items() if found[name])


_NUMBER_KINDS: Final = {"identity": "证件号码", "mobile": "手机号码", "landline": "固定电话", "card": "银行卡号"}
_PERSONAL: Final[tuple[tuple[re.Pattern[str], str, tuple[str | int, ...]], ...]] = (
    (_ACCOUNTS, "账号", ("mail", "account")),
    (_NUMBERS, "号码", ()),
    (_PLATE, "车牌号", ()),
    (_BEFORE_NAME, "姓名", (2, 4)),
    (_NAME_BEFORE_TITLE, "姓名", (1,)),
    (_DOOR, "门牌号", ()),
)
