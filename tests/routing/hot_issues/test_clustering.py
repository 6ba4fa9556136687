"""Issues grow demand by demand, keep their identity, and do not creep from matter to matter."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from routing.duplicates import Demand, Rarity
from routing.duplicates.labelling.messages import read
from routing.hot_issues import Grouping, HotIssues

Make = Callable[..., Demand]

MIXING = (
    ("碧水湾小区旁搅拌站粉尘扰民", "碧水湾小区旁边的搅拌站粉尘太大，窗户都不敢开"),
    ("碧水湾小区附近搅拌站噪音扰民", "碧水湾附近建了个搅拌站，机器从早响到晚，吵得人睡不着"),
    ("咨询碧水湾小区边搅拌站环评手续", "请问碧水湾小区边上的搅拌站有没有环评手续"),
    ("碧水湾搅拌站灰尘污染，要求搬走", "搅拌站的灰尘把阳台都落满了，碧水湾住户要求它搬走"),
    ("碧水湾搅拌站夜间生产噪音扰民", "搅拌站离碧水湾小区不到五十米，夜里还在生产，老人睡不着"),
)
OTHERS = (
    ("医保卡补办", "医保卡丢了怎么补办，要带什么材料"),
    ("金桂小区电梯停运", "金桂小区的电梯三天两头停运"),
    ("书院路路灯损坏", "书院路路灯坏了三盏，晚上看不见路"),
    ("渡普镇水库电鱼", "渡普镇水库有人电鱼，没有人管"),
    ("公交8路车次少", "公交8路车高峰期等四十分钟"),
)


def _mixed(demand: Make) -> list[Demand]:
    """The five of one matter among five others, each by another person, two hours apart."""
    told = [message for pair in zip(MIXING, OTHERS, strict=True) for message in pair]
    return [
        demand(text, subject=title, id=f"d{n}", hours=2 * n, person=f"p{n}") for n, (title, text) in enumerate(told)
    ]


def test_one_matter_in_many_wordings_is_one_issue(demand: Make) -> None:
    hot = HotIssues()
    first_homes = [hot.add(one) for one in _mixed(demand)]
    homes = [hot.current(home) for home in first_homes]  # one may have begun alone and been merged
    assert set(homes[0::2]) == {"hot-d0"}
    assert len(set(homes[1::2])) == 5, "the others stand alone"


def test_an_issue_is_described(demand: Make) -> None:
    hot = HotIssues()
    demands = _mixed(demand)
    for one in demands:
        hot.add(one)
    (issue,) = hot.issues(demands[-1].at)
    assert (issue.id, issue.count, issue.people, issue.peak) == ("hot-d0", 5, 5, 5)
    assert issue.members == ("d0", "d2", "d4", "d6", "d8")
    assert "搅拌站" in issue.title
    assert issue.title in {title for title, _ in MIXING}, "extracted, not invented"
    assert issue.first == demands[0].at
    assert issue.last == demands[8].at


def test_identity_stays_as_demands_arrive(demand: Make) -> None:
    hot = HotIssues()
    seen: dict[str, set[str]] = {}
    for one in _mixed(demand):
        hot.add(one)
        for issue in hot.issues(one.at, least=1):
            before = seen.setdefault(issue.id, set())
            assert before <= set(issue.members), "what was in an issue stays in it"
            seen[issue.id] = set(issue.members)
    assert len(seen["hot-d0"]) == 5


def test_the_same_order_gives_the_same_issues(demand: Make) -> None:
    one, two = HotIssues(), HotIssues()
    for new in _mixed(demand):
        one.add(new)
        two.add(new)
        one.add(new)  # known already: nothing changes
    now = _mixed(demand)[-1].at
    assert one.issues(now, least=1) == two.issues(now, least=1)


def test_a_merged_issue_lives_on_under_the_older_id(demand: Make) -> None:
    hot = HotIssues(Grouping(merging=0.0))
    older = hot.add(demand("碧水湾边上的搅拌站什么时候搬走", id="a", hours=0))
    younger = hot.add(demand("夜里机器声太响，灰尘落满阳台，碧水湾住户投诉", id="b", hours=1))
    assert older != younger
    bridge = demand("碧水湾边上的搅拌站夜里机器声太响，灰尘落满阳台，什么时候搬走", id="c", hours=2)
    assert hot.add(bridge) == older == hot.current(younger)
    (issue,) = hot.issues(bridge.at)
    assert issue.members == ("a", "b", "c")


def test_a_quiet_issue_takes_no_more(demand: Make) -> None:
    hot = HotIssues()
    first = hot.add(demand(MIXING[0][1], id="a"))
    assert hot.add(demand(MIXING[0][1], id="b", hours=24 * 59)) == first
    assert hot.add(demand(MIXING[0][1], id="c", hours=24 * (59 + 61))) != first


def test_one_tireless_writer_is_one_person(demand: Make) -> None:
    hot = HotIssues()
    for number, (title, text) in enumerate(MIXING):
        hot.add(demand(text, subject=title, id=str(number), hours=number, person="same"))
    (issue,) = hot.issues(demand("", hours=9).at)
    assert (issue.count, issue.people) == (5, 1)


@pytest.mark.slow
def test_the_two_great_issues_of_the_public_messages_are_complete(messages: Path) -> None:
    """Counted by their unmistakable names; docs/duplicates.md shows the first five."""
    demands = sorted(read(messages).values(), key=lambda one: (one.at, one.id))
    since = demands[-1].at - timedelta(days=220)
    recent = [one for one in demands if one.at >= since]
    hot = HotIssues(rarity=Rarity.of(one.words for one in demands))
    for one in recent:
        hot.add(one)
    first, second = hot.issues(recent[-1].at)[:2]
    named = {"伊景园": first, "搅拌站": second}
    for name, issue in named.items():
        about = {one.id for one in recent if name in one.words}
        assert len(about & set(issue.members)) >= 0.9 * len(about)
