"""Whom a demand complains of: organisations by what their names end in, people by the title that stands beside a name.

Who speaks (我是…公司的员工) is not complained of. A name without a title or a word such as 叫 is not recognised.
"""

import re

from routing.extraction.found import Found, at, longest_first

_HAN = r"[一-鿿A-Za-z0-9]"
_ORGANISATION = re.compile(
    rf"(?P<own>(?:(?!投诉|举报|反映|关于|因为|就是|还有|这个|那个|一家|我们|他们|你们|我在|我是|有个|请问|希望|联系|要求|旁边|附近|对面|楼下|楼上)"
    rf"{_HAN}){{2,12}}?)(?P<end>有限责任公司|有限公司|分公司|物业公司|开发商|公司|集团|银行|物业|工厂|化工厂|厂|饭店|餐馆|餐厅|酒楼|烧烤店|KTV|ktv|酒吧|网吧|棋牌室"
    rf"|药店|商店|专卖店|美容院|健身房|驾校|培训机构|培训学校|幼儿园|小学|中学|学校|卫生院|医院|诊所|村委会|居委会|业委会|派出所|交警队|供电所|自来水厂"
    rf"|管理局|监管局|局|街道办|镇政府|乡政府|合作社|养猪场|养鸡场|养殖场|砖厂|搅拌站|采石场|屠宰场)(?!长|面|部)"
)
_BARE = re.compile(r"(物业公司|物业|开发商|村委会|居委会|业委会|包工头|房东|中介|施工方|施工队|建筑商|承包商|驾校|派出所|城管|交警)")
_SURNAME = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范"
    "汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤"
)
_TITLE = "书记|主任|村长|镇长|乡长|县长|局长|科长|所长|校长|院长|站长|队长|组长|老板|老板娘|经理|老师|医生|护士|律师|司机|师傅|警官|民警|会计"
_PERSON = re.compile(
    rf"(?P<named>[{_SURNAME}](?:某某?|[一-鿿]{{0,2}}))(?P<title>{_TITLE})|(?:名叫|叫做|一个叫|有个叫|他叫|她叫)(?P<called>[{_SURNAME}][一-鿿]{{1,2}})"
)
_LED_IN = re.compile(r"(?:找过?|联系过?|问过?|打过?|还有|都?有|去过?|向|给|被|是|和|与|跟|在|到|让|叫|对|由|但|而|也|就|这家?|那家?|某)+")
_OWN = re.compile(r"(我是|我们是|我在|我们在|本人是|我叫|我姓|我们)[^,，。;；]{0,6}$")
_ACCUSING = re.compile(r"(投诉|举报|反映|控告|检举|告)[^,，。;；]{0,6}$")


def parties(words: str) -> list[Found]:
    """Organisations and people complained of, in the order of the words; `reason` says by what they were told."""
    found: list[Found] = []
    for pattern in (_ORGANISATION, _BARE):
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
