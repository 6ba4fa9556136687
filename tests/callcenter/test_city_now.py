"""What commands and the recogniser take for the city's data: what was loaded, else the shipped folder."""

from pathlib import Path

from callcenter import city_now
from callcenter.settings import Settings
from callcenter.speech_terms import city_terms
from callcenter.voice.prompts import city_texts
from models.catalogue import Author, Source, versions
from models.database import Store
from tests.models.catalogue.test_versions import edited


def test_terms_and_prompts_are_those_that_were_loaded(store: Store, database_url: str, tmp_path: Path) -> None:
    with store.transaction() as session:
        book = edited(versions.present(session), "prompts", "greeting", text="您好，这里是新城热线。")
        book = edited(book, "departments", "XNSZ031", name="新城数据管理局")
        versions.apply(session, book, Author(None, "管理员甲"), Source("控制台"))
    loaded, alone = Settings(tmp_path, {"DATABASE_URL": database_url}), Settings(tmp_path, {})
    assert city_texts(loaded)["greeting"] == "您好，这里是新城热线。"
    assert "新城数据管理局" in city_terms(loaded)
    assert "新城数据管理局" not in city_terms(alone)
    assert "咸宁" in city_texts(alone)["greeting"]


def test_a_database_that_does_not_answer_holds_nobody_up(tmp_path: Path) -> None:
    gone = Settings(tmp_path, {"DATABASE_URL": "postgresql+psycopg://nobody@127.0.0.1:1/none"})
    assert city_now.book(gone).of("prompts")
