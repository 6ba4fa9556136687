"""The words without the politeness around them, and a title made of the citizen's own words."""

import re

_OPENING = re.compile(
    r"^(喂|你好|您好|早上好|下午好|晚上好|哎|诶|嗯|啊|呃|那个|就是|是这样的?|领导|同志|话务员|接线员|一二三四五|12345|吗|呢"
    r"|我是(个|一个|一名|一位)?[^,。，]{0,14}?(居民|村民|市民|业主|住户|群众|家长|的人)|(我|我们)(想|要|来|是想)?(反映|反应|投诉|举报|咨询|问|说|打电话)(一下|个事|一个(问题|情况|事))?"
    r"|麻烦(你|您)?(一下)?|不好意思|打扰(了|一下)?|请问(一下)?|尊敬的[^,，:：]{0,10}|[\s,，。:：!！?？、~])+"
)
_ENDING = re.compile(r"(谢谢(你|您|了|大家|领导)?|辛苦(了|你们)?|再见|拜拜|就这样|好的?|嗯|[\s,，。:：!！?？、])+$")
_BREAKS = re.compile(r"[,，。;；!！?？\s]+")
TITLE_LENGTH = 30


def essence(text: str) -> str:
    """`text` without greetings before and thanks after."""
    return _ENDING.sub("", _OPENING.sub("", text))


def title(text: str, reasons: tuple[str, ...] = (), subject: str = "") -> str:
    """At most 30 characters of the citizen's own words: the subject, or the clauses that hold most of `reasons`.

    reasons: the words that spoke for the category, strongest first.
    """
    if subject.strip():
        return subject.strip()[:TITLE_LENGTH]
    clauses = [clause for clause in map(essence, _BREAKS.split(essence(text))) if clause]
    if not clauses:
        return text.strip()[:TITLE_LENGTH]
    worth = [sum(len(reasons) - rank for rank, word in enumerate(reasons) if word in clause) for clause in clauses]
    best = worth.index(max(worth))
    chosen = clauses[best]
    for following in clauses[best + 1 :]:
        if len(chosen) + 1 + len(following) > TITLE_LENGTH:
            break
        chosen = f"{chosen}，{following}"
    return chosen[:TITLE_LENGTH]
