"""Whom a demand complains of: organisations by what their names end in, people by the title that stands beside a name.

Who speaks (我是…公司的员工) is not complained of. A name without a title or a word such as 叫 is not recognised.
"""

import re

from routing.extraction.found import Found, at, longest_first
from routing.extraction.table import rows

_SURNAME = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程"
    "魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾"
    "龚邵万覃武钱戴严莫孔向常汤"
)
_SIGN = "[一-鿿A-Za-z0-9]"


def _words(kind: str) -> str:
    """The words of a kind (`party_words.tsv`) as alternatives, the longest first."""
    return "|".join(sorted((row["word"] for row in rows("party_words") if row["kind"] == kind), key=len, reverse=True))


_ORGANISATION = re.compile(rf"(?:(?!{_words('not_name')}){_SIGN}){{2,12}}?(?:{_words('ending')})(?!长|面|部)")
_ALONE = re.compile(_words("alone"))
_PERSON = re.compile(
    rf"[{_SURNAME}](?:某某?|[一-鿿]{{0,2}})(?:{_words('title')})"
    rf"|(?:名叫|叫做|一个叫|有个叫|他叫|她叫)(?P<called>[{_SURNAME}][一-鿿]{{1,2}})"
)
_LED_IN = re.compile(
    r"(?:找过?|联系过?|问过?|打过?|还有|都?有|去过?|向|给|被|是|和|与|跟|在|到|让|叫|对|由|但|而|也|就|这家?|那家?|某)+"
)
_OWN = re.compile(r"(我是|我们是|我在|我们在|本人是|我叫|我姓|我们)[^,，。;；]{0,6}$")
_ACCUSING = re.compile(r"(投诉|举报|反映|控告|检举|告)[^,，。;；]{0,6}$")


def parties(words: str) -> list[Found]:
    """Organisations and people complained of, in the order of the words; `reason` says by what they were told."""
    found: list[Found] = []
    for pattern in (_ORGANISATION, _ALONE):
        for match in pattern.finditer(words):
            led = _LED_IN.match(match.group())
            start = match.start() + (led.end() if led else 0)
            if match.end() - start >= 2 and not _OWN.search(words[:start]):
                found.append(at("organisation", words, (start, match.end()), reason=_why(words, start)))
    for match in _PERSON.finditer(words):
        start = match.start("called") if match["called"] else match.start()
        if not _OWN.search(words[:start]):
            found.append(at("person", words, (start, match.end()), reason=_why(words, start)))
    return longest_first(found)


def _why(words: str, start: int) -> str:
    return "被投诉举报的对象" if _ACCUSING.search(words[:start]) else "诉求中提到的对象"
