"""An administrator edits the city's data over HTTP: rows, versions, an Excel file from check to application."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from callcenter.web.excel_file import XLSX
from callcenter.web.signed_in import COOKIE, CSRF_HEADER
from models.catalogue import sheets, versions
from models.catalogue.checking import checked
from models.catalogue.excel import read_workbook, written
from models.database import Store
from models.people import Role
from tests.callcenter.browser import API, Browser

SHEETS = "/catalogue/sheets"
NEW = {"code": "XNSZ099", "name": "咸宁市数据局", "kind": "市直", "aliases": "数据局｜ 大数据局"}


@pytest.fixture
def admin(browser: Callable[..., Browser]) -> Browser:
    return browser(Role.ADMINISTRATOR)


def send(admin: Browser, content: bytes, name: str = "city.xlsx", **headers: str) -> httpx.Response:
    sent = {"Cookie": f"{COOKIE}={admin.cookie}", CSRF_HEADER: admin.csrf, "Content-Type": XLSX}
    sent |= {key.replace("_", "-"): value for key, value in headers.items()}
    return admin.client.post(f"{API}/catalogue/uploads", params={"name": name}, content=content, headers=sent)


def refused(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    body: dict[str, Any] = answer.json()
    assert (answer.status_code, body["code"]) == (status, code), answer.text
    return body


def test_the_tables_describe_themselves(admin: Browser) -> None:
    told = admin.get(SHEETS).json()
    assert (told["version"], told["changed_by"]) == (1, "系统")
    assert [item["name"] for item in told["items"]] == list(sheets.SHEETS)
    units = told["items"][0]
    assert (units["name"], units["chinese"], units["key"], units["rows"], units["in_use"]) == (
        "departments",
        "承办单位",
        ["code"],
        65,
        65,
    )
    kind = next(column for column in units["columns"] if column["name"] == "kind")
    assert [choice["value"] for choice in kind["choices"]] == ["属地", "市直", "垂直管理", "公用企业"]


def test_rows_are_searched_and_paged(admin: Browser) -> None:
    page = admin.get(f"{SHEETS}/duty?q=井盖&limit=1").json()
    assert page["total"] > 1
    assert len(page["items"]) == 1
    rest = admin.get(f"{SHEETS}/duty?q=井盖&offset=1").json()
    assert len(rest["items"]) == page["total"] - 1
    lid = admin.get(f"{SHEETS}/duty?q=S04021").json()["items"][0]
    assert lid["names"]["XNGY001"] == "供电企业"
    assert admin.get(f"{SHEETS}/limits?q=人民网领导留言板").json()["total"] == 4  # what a coded cell is called
    assert admin.get(f"{SHEETS}/categories?status=retired").json()["total"] == 0
    refused(admin.get(f"{SHEETS}/nothing"), 404, "catalogue-entry-not-found")


def test_a_row_is_added_changed_and_retired(admin: Browser, store: Store) -> None:
    made = admin.post(f"{SHEETS}/departments", {"cells": NEW, "note": "机构改革"})
    assert (made.status_code, made.json()) == (201, {"version": 2, "changed": 1, "key": "XNSZ099"})
    refused(admin.post(f"{SHEETS}/departments", {"cells": NEW}), 409, "catalogue-entry-exists")
    row = admin.get(f"{SHEETS}/departments?q=XNSZ099").json()["items"][0]
    assert row["cells"]["aliases"] == "数据局|大数据局"
    one = f"{SHEETS}/departments/XNSZ099"
    changed = admin.ask("PUT", one, {"version": 2, "cells": {"short": "市数据局", "code": "OTHER"}}).json()
    assert (changed["version"], changed["changed"]) == (3, 1)
    assert admin.ask("PUT", one, {"version": 3, "cells": {"short": "市数据局"}}).json()["changed"] == 0
    assert admin.post(f"{one}/retire", {"version": 3, "note": "撤销"}).json()["version"] == 4
    assert admin.get(f"{SHEETS}/departments?status=retired").json()["items"][0]["in_use"] is False
    assert "XNSZ099" not in {unit["code"] for unit in admin.get("/catalogue/departments").json()["items"]}
    told = admin.get(f"{one}/history").json()["items"]
    assert [(entry["act_name"], entry["version"]["by"]) for entry in told] == [
        ("停用", "系统管理员甲"),
        ("修改", "系统管理员甲"),
        ("新增", "系统管理员甲"),
    ]
    assert told[1]["cells"] == [{"column": "short", "heading": "简称", "before": "", "after": "市数据局"}]
    with store.reading() as session:
        assert session.get_one(versions.CityVersion, 2).actor_id == admin.user.id


def test_an_edit_is_checked_like_a_file(admin: Browser) -> None:
    wrong = {**NEW, "kind": "省直", "valid_to": "明天"}
    body = refused(admin.post(f"{SHEETS}/departments", {"cells": wrong}), 422, "city-data-invalid")
    assert [(one["column"], one["heading"], one["value"]) for one in body["problems"]] == [
        ("kind", "单位类别", "省直"),
        ("valid_to", "撤销日期", "明天"),
    ]
    assert all(one["mend"] for one in body["problems"])
    ends = {"version": 1, "cells": {"valid_to": "2020-01-01"}}
    body = refused(admin.ask("PUT", f"{SHEETS}/departments/XNSZ026", ends), 422, "city-data-invalid")
    assert {one["sheet"] for one in body["problems"]} == {"duty"}
    assert "没有继任单位" in body["problems"][0]["message"]
    refused(admin.ask("PUT", f"{SHEETS}/departments/NONE", ends), 404, "catalogue-entry-not-found")
    assert admin.get(SHEETS).json()["version"] == 1


def test_two_administrators_on_one_row_and_on_two(browser: Callable[..., Browser]) -> None:
    one, two = browser(Role.ADMINISTRATOR), browser(Role.ADMINISTRATOR, "second")
    row, other = f"{SHEETS}/departments/XNSZ031", f"{SHEETS}/departments/XNSZ030"
    assert one.ask("PUT", row, {"version": 1, "cells": {"short": "甲"}}).json()["version"] == 2
    told = refused(two.ask("PUT", row, {"version": 1, "cells": {"short": "乙"}}), 409, "catalogue-conflict")
    assert told["version"] == 2
    assert two.ask("PUT", other, {"version": 1, "cells": {"short": "丙"}}).json()["version"] == 3
    refused(two.post("/catalogue/versions/1/restore", {"version": 1}), 409, "catalogue-conflict")


def test_the_same_write_again_happens_once(admin: Browser) -> None:
    key = {"Idempotency_Key": "city-edit-0001"}
    first = admin.post(f"{SHEETS}/departments", {"cells": NEW}, **key)
    again = admin.post(f"{SHEETS}/departments", {"cells": NEW}, **key)
    assert (first.status_code, again.status_code, first.json()) == (201, 201, again.json())
    assert admin.get(SHEETS).json()["version"] == 2


def test_days_and_settings_are_removed(admin: Browser) -> None:
    day = {"day": "2027/1/1", "working": "否", "name": "元旦"}
    assert admin.post(f"{SHEETS}/calendar", {"cells": day}).json()["key"] == "2027-01-01"
    assert admin.post(f"{SHEETS}/calendar/2027-01-01/retire", {"version": 2}).json()["changed"] == 1
    assert admin.get(f"{SHEETS}/calendar").json()["total"] == 0
    told = refused(admin.post(f"{SHEETS}/city/name/retire", {"version": 3}), 422, "city-data-invalid")
    assert "缺少 name" in told["problems"][0]["message"]


def test_a_file_is_checked_compared_and_applied(admin: Browser, store: Store) -> None:
    content = admin.get("/catalogue/versions/1/city.xlsx").content
    book = checked(read_workbook(content, "city.xlsx"))[0]
    rows = [row | {"name": "咸宁市数据局"} if row["code"] == "XNSZ031" else row for row in book.of("departments")]
    changed = written(book.with_rows("departments", rows))
    sent = send(admin, changed, "改名.xlsx", Idempotency_Key="upload-0001")
    assert sent.status_code == 201, sent.text
    told = sent.json()
    assert (told["base"], told["problems"], len(told["sha256"])) == (1, [], 64)
    assert [(one["key"], one["act"]) for one in told["changes"]] == [("XNSZ031", "changed")]
    assert send(admin, changed, "改名.xlsx", Idempotency_Key="upload-0001").json() == told
    assert admin.get(SHEETS).json()["version"] == 1
    assert admin.get(f"/catalogue/uploads/{told['id']}").json() == told
    made = admin.post(f"/catalogue/uploads/{told['id']}/apply", {"note": "机构改革"})
    assert made.json() == {"version": 2, "changed": 1, "key": ""}
    refused(admin.post(f"/catalogue/uploads/{told['id']}/apply", {}), 409, "catalogue-conflict")
    listed = admin.get("/catalogue/versions").json()
    assert [(one["version"], one["source"], one["note"]) for one in listed["items"]] == [
        (2, "改名.xlsx", "机构改革"),
        (1, "xianning", ""),
    ]
    assert listed["items"][0]["sha256"] == told["sha256"]
    assert [one["key"] for one in admin.get("/catalogue/versions/2/changes").json()["items"]] == ["XNSZ031"]
    assert [one["act"] for one in admin.get("/catalogue/versions/1/difference").json()["items"]] == ["changed"]
    assert admin.post("/catalogue/versions/1/restore", {"version": 2}).json()["version"] == 3
    refused(admin.get("/catalogue/versions/9/changes"), 404, "catalogue-version-not-found")


def test_a_wrong_file_changes_nothing_and_comes_back_marked(admin: Browser) -> None:
    book = checked(read_workbook(admin.get("/catalogue/versions/1/city.xlsx").content, "city.xlsx"))[0]
    rows = [row | {"kind": "省直"} if row["code"] == "XNSZ031" else row for row in book.of("departments")]
    told = send(admin, written(book.with_rows("departments", rows))).json()
    # those who name the unit are not to blame
    assert [(one["title"], one["line"], one["heading"], one["value"]) for one in told["problems"]] == [
        ("承办单位", 40, "单位类别", "省直")
    ]
    assert told["changes"] == []
    report = admin.get(f"/catalogue/uploads/{told['id']}/report.xlsx")
    assert report.headers["content-type"] == XLSX
    assert read_workbook(report.content, "report.xlsx").problems == ()
    refused(admin.post(f"/catalogue/uploads/{told['id']}/apply", {}), 422, "city-data-invalid")
    assert admin.get(SHEETS).json()["version"] == 1
    refused(send(admin, b"code,name"), 422, "catalogue-file-unreadable")
    refused(admin.get("/catalogue/uploads/99"), 404, "catalogue-upload-not-found")
    refused(send(admin, bytes(9 << 20)), 413, "body-too-large")


def test_browsers_hear_of_a_new_version(browser: Callable[..., Browser]) -> None:
    agent, admin = browser(Role.AGENT), browser(Role.ADMINISTRATOR)
    with agent.events() as live:
        assert live.receive_json()["topic"] == "hello"
        admin.post(f"{SHEETS}/departments", {"cells": NEW})
        told = live.receive_json()
        while told["topic"] == "heartbeat":
            told = live.receive_json()
        assert (told["topic"], told["data"]) == ("catalogue.changed", {"version": 2, "sheets": ["departments"]})


def test_who_is_no_administrator_changes_nothing(browser: Callable[..., Browser]) -> None:
    supervisor = browser(Role.SUPERVISOR)
    refused(supervisor.post(f"{SHEETS}/departments", {"cells": NEW}), 403, "forbidden")
