"""Help at the desk: everything is quoted from somewhere, nothing is invented, and nothing is stored."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

import routing
from models.catalogue.vocabulary import Vocabulary, city_folder
from models.database import Store
from models.orders import WorkOrder
from models.people import Role
from tests.callcenter.browser import Browser

WORDS = (
    "你好，我是咸安区温泉街道碧桂园小区的居民，我们小区3栋的电梯坏了半个月了，老人上下楼很不方便，"
    "找过物业公司，他们一直推，希望尽快修好，我的电话是13812345678"
)


@pytest.fixture
def agent(browser: Callable[..., Browser], classifiers: Path, monkeypatch: pytest.MonkeyPatch) -> Browser:
    adviser = routing.load(Vocabulary.from_folder(city_folder("xianning")), classifiers)
    monkeypatch.setattr("callcenter.api.assist.adviser", lambda held: adviser)
    return browser(Role.AGENT)


def asked(agent: Browser, text: str, **more: Any) -> dict[str, Any]:
    answer = agent.post("/assist", {"text": text, **more})
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_every_piece_is_a_quotation(agent: Browser, store: Store) -> None:
    help_ = asked(agent, WORDS)
    assert sum(len(piece["text"]) + 1 for piece in help_["title"]) - 1 <= 30
    assert "电梯坏了" in "".join(piece["text"] for piece in help_["title"])
    assert 1 <= len(help_["summary"]) <= 4
    for piece in (*help_["title"], *help_["summary"], *help_["found"], *help_["personal"]):
        assert piece["text"] == WORDS[slice(*piece["span"])]
    assert "我们小区3栋的电梯坏了半个月了" in [piece["text"] for piece in help_["summary"]]
    assert [one["kind"] for one in help_["personal"]] == ["门牌号", "手机号码"]
    kinds = {one["kind"] for one in help_["found"]}
    assert {"division", "estate", "time", "organisation", "demand"} <= kinds
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(WorkOrder)) == 0


def test_what_is_missing_is_asked_and_what_the_form_knows_is_not(agent: Browser) -> None:
    assert [one["name"] for one in asked(agent, "路灯不亮了")["missing"]] == ["姓名", "时间", "地点", "经过"]
    missing = asked(agent, "路灯不亮了", known=["姓名", "地点"])["missing"]
    assert [one["name"] for one in missing] == ["时间", "经过"]
    assert all(one["ask"].endswith("？") for one in missing)


def test_knowledge_comes_with_its_clause(agent: Browser) -> None:
    (first, *_) = asked(agent, "包工头拖欠工资，一直不给我们农民工工资")["knowledge"]
    assert first["code"] == "K001"
    assert first["source"] == "《保障农民工工资支付条例》第三条、第十条"
    assert not first["checked"]  # a sample is never shown as a fact


def test_no_words_bring_nothing(agent: Browser) -> None:
    empty = asked(agent, "")
    assert not any(empty[name] for name in ("title", "summary", "missing", "found", "personal", "solved", "knowledge"))


def test_the_subject_is_the_title(agent: Browser) -> None:
    assert asked(agent, "请尽快处理。", subject="电梯坏了")["title"] == [{"text": "电梯坏了", "span": None}]
