"""Versions of a city's data: numbered, compared, restored, never altered; nothing that orders refer to is lost."""

from collections.abc import Callable
from datetime import date
from threading import Barrier, Thread

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from models import catalogue, events
from models.catalogue import Author, Book, CatalogueConflict, Category, CityDataError, Source, VersionUnknown, versions
from models.catalogue.differences import differences, keeping_retired
from models.catalogue.tables import CalendarDay, CityVersion
from models.database import Store

ADMIN = Author(None, "管理员甲")
HAND = Source("控制台")


def edited(book: Book, sheet: str, key: str, **cells: str) -> Book:
    """The book with one row changed, or added."""
    rows = book.keyed[sheet]
    return book.with_rows(sheet, list({**rows, key: {**rows.get(key, {}), **cells}}.values()))


def change(store: Store, edit: Callable[[Book], Book], base: int | None = None) -> versions.Applied:
    with store.transaction() as session:
        return versions.apply(session, edit(versions.present(session)), ADMIN, HAND, note="试", base=base)


def test_a_change_is_a_version_with_its_audit(store: Store) -> None:
    def rename(book: Book) -> Book:
        return edited(book, "departments", "XNSZ031", name="咸宁市数据局", aliases="政数局|数据局")

    with store.reading() as session:
        start = events.head(session)
        assert versions.newest(session) == 1
        first = session.get_one(CityVersion, 1)
        assert (first.source, first.actor_name, len(first.sha256)) == ("xianning", "系统", 64)
    made = change(store, rename)
    assert made.number == 2
    assert [str(one) for one in made.changes] == [
        "修改 承办单位 XNSZ031：单位全称 咸宁市政务服务和大数据管理局 → 咸宁市数据局；"
        "别名 政数局|政务服务局|数据局|政务中心|12345 → 政数局|数据局"
    ]
    assert change(store, rename).changes == ()  # the same again is no version
    with store.reading() as session:
        told = session.get_one(CityVersion, 2)
        assert (told.actor_name, told.note, told.source, told.changes) == ("管理员甲", "试", "控制台", 1)
        (audit,) = versions.changes_of(session, 2)
        assert (audit.sheet, audit.key, audit.before["name"]) == (
            "departments",
            "XNSZ031",
            "咸宁市政务服务和大数据管理局",
        )
        assert versions.book_of(session, 1).find("departments", "XNSZ031") != versions.present(session).find(
            "departments", "XNSZ031"
        )
        assert catalogue.read_vocabulary(session).departments["XNSZ031"].name == "咸宁市数据局"
        published = [one for one in events.after(session, start) if one.topic == versions.CHANGED]
        assert [one.data for one in published] == [{"version": 2, "sheets": ["departments"]}]


def test_an_older_version_is_restored_as_a_new_one(store: Store) -> None:
    change(store, lambda book: edited(book, "city", "hours", value="8x5"))
    day = {"day": "2027-01-01", "working": "否", "name": "元旦"}
    change(store, lambda book: book.with_rows("calendar", [day]))
    with store.transaction() as session:
        assert session.get_one(CalendarDay, date(2027, 1, 1)).working is False
        made = versions.restore(session, 1, ADMIN)
        assert (made.number, sorted((one.sheet, one.act) for one in made.changes)) == (
            4,
            [("calendar", "removed"), ("city", "changed")],
        )
    with store.reading() as session:
        assert versions.present(session) == versions.book_of(session, 1)
        assert session.get_one(CityVersion, 4).restored == 1
        assert catalogue.setting(session, "hours") == "7x24"
        assert session.scalars(select(CalendarDay)).all() == []
        assert [one.number for one in versions.history(session)] == [4, 3, 2, 1]
        assert [one.number for one in versions.history(session, below=3, limit=1)] == [2]
        with pytest.raises(VersionUnknown):
            versions.book_of(session, 9)


def test_what_only_newer_versions_have_is_retired_by_a_restoration(store: Store) -> None:
    row = {"code": "010199", "parent": "0101", "level": "3", "name": "其他物业", "active": "是", "note": ""}
    change(store, lambda book: edited(book, "categories", "010199", **row))
    with store.transaction() as session:
        made = versions.restore(session, 1, ADMIN)
        assert [(one.key, one.act) for one in made.changes] == [("010199", "retired")]
        assert session.get_one(Category, "010199").active is False
        assert "010199" not in catalogue.read_vocabulary(session).categories


def test_nobody_overwrites_what_he_has_not_seen(store: Store) -> None:
    change(store, lambda book: edited(book, "city", "hours", value="8x5"), base=1)
    with pytest.raises(CatalogueConflict) as wrong:
        change(store, lambda book: edited(book, "city", "hours", value="9x5"), base=1)
    assert (wrong.value.code, wrong.value.members) == ("catalogue-conflict", {"version": 2})


def test_two_at_once_make_two_versions(store: Store) -> None:
    """Each reads, then both apply; neither change is lost in the numbering, the second goes over the first."""
    ready, made = Barrier(2), []

    def work(hours: str) -> None:
        with store.transaction() as session:
            book = edited(versions.present(session), "city", "hours", value=hours)
            ready.wait()
            made.append(versions.apply(session, book, ADMIN, HAND).number)

    threads = [Thread(target=work, args=(hours,)) for hours in ("8x5", "9x5")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == [2, 3]


def test_a_wrong_book_changes_nothing(store: Store) -> None:
    with pytest.raises(CityDataError, match="XNSZ026"):
        change(
            store,
            lambda book: book.with_rows("departments", [r for r in book.of("departments") if r["code"] != "XNSZ026"]),
        )
    with store.reading() as session:
        assert versions.newest(session) == 1


@pytest.mark.parametrize("table", ["city_version", "city_sheet", "city_change"])
def test_versions_and_audit_are_only_added_to(store: Store, table: str) -> None:
    change(store, lambda book: edited(book, "city", "hours", value="8x5"))

    def erase(session: Session, how: str) -> None:
        session.execute(text(how))

    for how in (f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
        with store.transaction() as session, pytest.raises(DBAPIError, match="append-only"):
            erase(session, how)


def test_the_first_load_is_never_repeated_by_itself(store: Store) -> None:
    change(store, lambda book: edited(book, "city", "hours", value="8x5"))
    with store.transaction() as session:
        catalogue.ensure(session, catalogue.city_folder("xianning"))
        assert catalogue.setting(session, "hours") == "8x5"


def test_a_row_that_is_gone_for_good_and_one_in_another_place(store: Store) -> None:
    with store.reading() as session:
        book = versions.present(session)
    fewer = book.with_rows("duty", book.of("duty")[1:])
    kept = keeping_retired(book, fewer, date(2026, 11, 27))
    assert [(one.key, one.act) for one in differences(book, kept)] == [("D0101", "retired"), ("", "moved")]
    prompts = book.with_rows("prompts", book.of("prompts")[1:])
    assert [one.act for one in differences(book, keeping_retired(book, prompts, date(2026, 11, 27)))] == ["removed"]


def test_a_follower_sees_versions_and_midnights(store: Store) -> None:
    seen: list[int] = []
    follower = catalogue.Follower()

    def look() -> bool:
        with store.reading() as session:
            return follower.look(session, lambda vocabulary: seen.append(len(vocabulary.departments)))

    assert (look(), look()) == (True, False)
    change(store, lambda book: edited(book, "departments", "XNSZ024", valid_to="2020-01-01"))
    assert look() is True
    assert seen == [65, 64]
