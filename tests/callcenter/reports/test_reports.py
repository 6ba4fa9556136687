"""A report says what the figures say, in every form of file; the archive keeps it; a plan makes it and sends it."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from email.header import decode_header, make_header
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from python_calamine import CalamineWorkbook
from sqlalchemy import inspect, text
from typer.testing import CliRunner

from callcenter.channels import sending
from callcenter.cli.report import app as cli
from callcenter.reports import span
from callcenter.reports.archive import make_ordered
from callcenter.reports.content import Block, Column, Content, Number, Section, Table, as_json, from_json
from callcenter.reports.forms import FIVE, FORMS
from callcenter.reports.making import make
from callcenter.reports.ranking import listed
from callcenter.reports.schedule import order_due
from callcenter.reports.writing import WRITERS
from integrations.channel import save
from integrations.mail import CHANNEL
from models import clock, figures, hot_issues, orders, reports
from models.catalogue.tables import Category, CitySetting
from models.database import Store
from models.figures import METRICS, Period, Question, Row, Value
from models.orders import SYSTEM
from models.people import Role
from tests.callcenter.api.test_figures import NOON
from tests.callcenter.browser import Browser
from tests.callcenter.reports.pdf_words import text as text_of
from tests.integrations.mail.servers import MailServer, address
from tests.models.callbacks.walk import CALLER, UNIT, do

WEEK = "2026-W48"
GOOD = {"callback_method": "人工", "callback_solved": "已解决", "callback_score": 5}


def made(store: Store, form: str, written: str) -> Content:
    with store.reading() as session:
        return make(session, FORMS[form], span.read(FORMS[form].span, written))


def test_every_form_asks_what_can_be_asked() -> None:
    period = Period(*[span.read("day", "2026-11-24").begin] * 2)
    for form in FORMS.values():
        for part in form.parts:
            if part.metrics:
                by = "unit" if part.kind == "lists" else part.by or None
                Question(part.metrics, period, by, part.compare).checked()
    assert FORMS["yearly"].parts[0].metrics == FIVE


@pytest.mark.parametrize(
    ("kind", "written", "first", "last"),
    [
        ("day", "2026-11-27", "2026-11-27", "2026-11-27"),
        ("week", "2026-W48", "2026-11-23", "2026-11-29"),
        ("week", "2026-11-27", "2026-11-23", "2026-11-29"),
        ("month", "2026-02", "2026-02-01", "2026-02-28"),
        ("quarter", "2026-Q4", "2026-10-01", "2026-12-31"),
        ("year", "2026", "2026-01-01", "2026-12-31"),
        ("any", "2026-11-01..2026-11-20", "2026-11-01", "2026-11-20"),
    ],
)
def test_periods_as_people_write_them(kind: span.SpanKind, written: str, first: str, last: str) -> None:
    period = span.read(kind, written)
    assert (str(period.begin), str(period.end)) == (first, last)
    assert span.read(kind, span.write(kind, period)) == period
    for wrong in ("", "2026-13", "2026-Q5", "十一月", "2026-11-20..2026-11-01", "2026-W54x"):
        with pytest.raises(span.PeriodUnreadable, match=span.WRITTEN[kind][:4]):
            span.read(kind, wrong)


def test_the_last_week_of_all_cannot_be_read() -> None:
    with pytest.raises(span.PeriodUnreadable):
        span.read("week", "9999-W52")


def test_the_last_whole_period_crosses_years() -> None:
    today = span.read("day", "2027-01-01").begin
    found = {kind: span.write(kind, span.last_whole(kind, today)) for kind in ("day", "month", "quarter", "year")}
    assert found == {"day": "2026-12-31", "month": "2026-12", "quarter": "2026-Q4", "year": "2026"}


@pytest.mark.parametrize("form", list(FORMS))
def test_every_file_says_what_the_figures_say(
    store: Store, browser: Callable[..., Browser], lived: list[str], form: str
) -> None:
    do(store, lived[3], "dispatch")
    figures.fold(store)
    kind = FORMS[form].span
    written = {"day": "2026-11-24", "week": WEEK, "any": "2026-11-23..2026-11-29"}.get(kind) or span.write(
        kind, span.read("month", "2026-11") if kind != "year" else span.read("year", "2026")
    )
    content = made(store, form, written)
    keys = FORMS[form].parts[0].metrics
    asked = f"metrics={','.join(keys)}&from={content.begin}&to={content.end}&compare=previous,last_year"
    told = browser(Role.SUPERVISOR).get(f"/figures?{asked}").json()["total"]["values"]
    table = next(block for block in content.sections[0].blocks if isinstance(block, Table))
    assert told["requests"]["value"] >= 4
    for key, row in zip(keys, table.rows, strict=True):
        assert row[0] == METRICS[key].name
        cells = [cell.value for cell in row[1:] if isinstance(cell, Number)]
        expected = [told[key]["value"], told[key]["previous"], told[key]["previous_change"]]
        assert cells[:3] == expected
    assert from_json(as_json(content)) == content

    said = {
        cell.said() if isinstance(cell, Number) else cell
        for _, table in content.tables()
        for row in table.rows
        for cell in row
    }
    files = {name: write(content) for name, write in WRITERS.items()}
    printed = text_of(files["pdf"])
    for key in keys:
        number = Number(told[key]["value"], METRICS[key].unit, told[key]["small_sample"]).said()
        assert METRICS[key].name + number in printed
    for _, table in content.tables():
        for row in table.rows:
            line = "".join(cell.said() if isinstance(cell, Number) else cell for cell in row)
            assert "".join(line.split()) in printed
    paper = Document(BytesIO(files["docx"]))
    assert {cell.text for table in paper.tables for row in table.rows[1:] for cell in row.cells} == said
    assert all(section.heading in "".join(line.text for line in paper.paragraphs) for section in content.sections)
    assert "张三" not in str(as_json(content))
    assert "13812345678" not in str(as_json(content))
    book = CalamineWorkbook.from_filelike(BytesIO(files["xlsx"]))
    assert len(book.sheet_names) == len(content.sections)
    cells = [cell for row in book.get_sheet_by_index(0).to_python() for cell in row]
    assert told["requests"]["value"] in cells


def test_matters_that_reports_tell_apart(store: Store, lived: list[str]) -> None:
    """By the names of the city's categories, or as its setting names them; else the section says why it is empty."""
    with store.transaction() as session:
        session.execute(
            text("UPDATE work_order SET category_code = :code WHERE order_no = :no"),
            [
                {"code": code, "no": number}
                for code, number in zip(("140601", "150201", "140201"), lived[1:4], strict=True)
            ],
        )
        session.execute(text("UPDATE category SET name = '涉企服务' WHERE code = '14'"))
    figures.rebuild(store)

    def told() -> dict[str, tuple[Block, ...]]:
        return {one.heading: one.blocks for one in made(store, "weekly", WEEK).sections}

    words, table, most = told()["行政执法监督"]
    assert str(words).startswith("本节按事项分类“行政执法监督”（1502）统计。")
    assert isinstance(table, Table)
    assert isinstance(most, Table), (table.rows, most)
    assert table.rows[0][:2] == ("受理诉求量", Number(1, "count"))
    assert [row[:2] for row in most.rows] == [
        ("行政执法监督·执法不规范", Number(1, "count")),
        ("合计", Number(1, "count")),
    ]
    assert told()["营商环境"] == (
        "本市事项分类中没有名称含“营商环境”的类别，城市数据也未指定（参数 report-营商环境），无法单列统计。",
    )
    with store.transaction() as session:
        session.add(CitySetting(key="report-营商环境", value="14|1406"))
        session.add(CitySetting(key="report-行政执法监督", value="1502|1406"))
    words, table, _ = told()["营商环境"]
    assert str(words).startswith("本节按事项分类“涉企服务”（14）统计。")
    assert isinstance(table, Table)
    assert table.rows[0][1] == Number(2, "count")
    assert "“涉企执法”（1406）、“行政执法监督”（1502）" in str(told()["行政执法监督"][0])


def order(person: Browser, **asked: Any) -> dict[str, Any]:
    answer = person.post("/reports", asked)
    assert answer.status_code == 202, answer.text
    return answer.json()  # type: ignore[no-any-return]


def test_the_archive_keeps_what_was_said(
    store: Store, browser: Callable[..., Browser], lived: list[str], run_jobs: Callable[[], None]
) -> None:
    supervisor = browser(Role.SUPERVISOR)
    first = order(supervisor, form="weekly", period=WEEK)
    assert (first["state"], first["files"]) == ("making", [])
    again = order(supervisor, form="weekly", period="2026-11-25")
    run_jobs()
    do(store, lived[0], "record_callback", CALLER, **GOOD)
    after = order(supervisor, form="weekly", period=WEEK)
    run_jobs()
    rows = {row["id"]: row for row in supervisor.get("/reports?form=weekly").json()["items"]}
    assert [rows[one["id"]]["state"] for one in (first, again, after)] == ["done"] * 3
    kept = rows[first["id"]]
    assert kept["digest"] == rows[again["id"]]["digest"] != rows[after["id"]]["digest"]
    assert kept["period"] == WEEK
    assert kept["data_version"].startswith("工单时间线第")
    for file in kept["files"]:
        held = browser(Role.AUDITOR, f"auditor-{file['format']}").get(f"/reports/{first['id']}/files/{file['format']}")
        assert sha256(held.content).hexdigest() == file["sha256"] == held.headers["ETag"].strip('"')
        assert len(held.content) == file["size"]
    special = order(supervisor, form="special", period="2026-11-23..2026-11-29", topic="01")
    assert special["topic_name"]
    for asked, code in (
        ({"form": "weekly", "period": "2026-11"}, "report-period-invalid"),
        ({"form": "special", "period": "2026-11-23..2026-11-29", "topic": "99"}, "report-topic-unknown"),
        ({"form": "daily", "period": "2030-01-01"}, "invalid-request"),
        ({"form": "special", "period": "2024-01-01..2026-11-20"}, "period-invalid"),
        ({"form": "weekly", "period": "9999-W52"}, "report-period-invalid"),
        ({"form": "daily", "period": "0001-01-01"}, "period-invalid"),
        ({"form": "special", "period": "2026-11-01..9999-12-31"}, "period-invalid"),
    ):
        refused = supervisor.post("/reports", asked)
        assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert supervisor.get("/reports/999").json()["code"] == "report-not-found"
    assert supervisor.get(f"/reports/{special['id']}/files/pdf").json()["code"] == "report-not-found"


def test_the_list_leaves_the_contents_where_they_are(store: Store) -> None:
    with store.transaction() as session:
        ordered = reports.order(session, "daily", NOON.date(), NOON.date(), topic="", by="x")
        assert ordered is not None
        reports.done(session, ordered.id, {"title": "日报", "content": {"sections": []}}, {})
    with store.reading() as session:
        (row,) = reports.listing(session, form=None, before=None, limit=9)
        assert (row.title, inspect(row).unloaded) == ("日报", {"content"})
        assert row.content == {"sections": []}


def test_a_plan_makes_a_report_once_and_sends_it(
    store: Store, browser: Callable[..., Browser], lived: list[str], run_jobs: Callable[[], None]
) -> None:
    admin = browser(Role.ADMINISTRATOR)
    plan = {"enabled": True, "hour": 7, "recipients": ["office@example.org"], "formats": ["pdf", "docx"], "version": 0}
    assert order_due(store) == 0
    assert admin.ask("PUT", "/reports/forms/daily/plan", plan).json()["version"] == 1
    assert admin.ask("PUT", "/reports/forms/daily/plan", plan).json()["code"] == "report-plan-conflict"
    assert admin.ask("PUT", "/reports/forms/daily/plan", plan | {"recipients": ["x"]}).status_code == 422
    assert admin.ask("PUT", "/reports/forms/weekly/plan", plan | {"hour": 23}).json()["enabled"]
    assert (order_due(store), order_due(store)) == (1, 0)
    with MailServer().running() as server:
        with store.transaction() as session:
            save(session, "email", CHANNEL.settings, address(server), enabled=True, version=0, by="x")
        run_jobs()
        while sending.send(store):
            pass
        (row,) = admin.get("/reports").json()["items"]
        assert (row["state"], row["period"], row["scheduled"]) == ("done", "2026-11-23", True)
        (mail,) = [one for one in server.notices() if row["title"] in str(make_header(decode_header(one["Subject"])))]
        assert mail["To"] == "office@example.org"
        names = [part.get_filename() for part in mail.walk() if part.get_filename()]
        assert names == [f"{row['title']}.pdf", f"{row['title']}.docx"]
    (sent,) = admin.get("/deliveries?target=report:email").json()["items"]
    assert (sent["state"], sent["target_name"]) == ("sent", "报表邮件")


def test_what_cannot_be_told_fails_with_its_words(
    store: Store, database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    begin, end = date(2024, 1, 1), date(2026, 11, 20)
    with store.transaction() as session:
        row = reports.order(session, "special", begin, end, topic="", by="x")
        assert row is not None
    make_ordered(store, row.id)
    with store.reading() as session:
        failed = reports.one(session, row.id)
        assert (failed.state, failed.error_code) == ("failed", "period-invalid")
    monkeypatch.setenv("DATABASE_URL", database_url)
    asked = ["special", "--period", f"{begin}..{end}", "-o", str(tmp_path / "x.pdf"), "--data", str(tmp_path)]
    refused = CliRunner().invoke(cli, asked)
    assert refused.exit_code == 2
    assert "period-invalid: 按日、按周最多查看" in refused.stderr


def test_a_plans_report_that_failed_is_made_again(store: Store) -> None:
    now = datetime(2026, 11, 24, 8, 0, tzinfo=clock.LOCAL)
    values = {"enabled": True, "hour": 7, "recipients": [], "formats": ["pdf"]}
    with clock.running_from(lambda: now):
        with store.transaction() as session:
            reports.set_plan(session, "daily", 0, "x", **values)
        assert order_due(store) == 1
        with store.transaction() as session:
            (row,) = reports.listing(session, form=None, before=None, limit=9)
            reports.failed(session, row.id, "internal-error")
        now += timedelta(minutes=59)
        assert order_due(store) == 0
        now += timedelta(minutes=1)
        assert (order_due(store), order_due(store)) == (1, 0)
    with store.reading() as session:
        (again,) = reports.listing(session, form=None, before=None, limit=9)
        assert (again.id, again.state, again.error_code, again.ordered_at) == (row.id, "making", None, now)


def test_late_is_what_a_unit_owes_and_was_due(store: Store, lived: list[str]) -> None:
    """Not what is shelved, not what is due later the same day; what may not be shown is counted and not named."""
    due = {}
    for hours in (-50, -49, 3, -48):
        with store.transaction() as session:
            fields = {"title": f"路灯{hours}", "content": "不亮", "lead_code": UNIT, "request_type": "投诉"}
            fields |= {"is_secret": hours == -48}
            due[hours] = orders.create_draft(session, SYSTEM, **fields).order_no
        do(store, due[hours], "dispatch")
        with store.transaction() as session:
            state = "listed" if hours == -49 else "dispatched"
            session.execute(
                text("UPDATE work_order SET due_at = :at, state = :state WHERE order_no = :no"),
                {"at": NOON + timedelta(hours=hours), "state": state, "no": due[hours]},
            )

    def told() -> tuple[Block, ...]:
        sections = made(store, "daily", "2026-11-24").sections
        return next(one.blocks for one in sections if one.heading == "超期未答复工单")

    words, table = told()
    assert "共 2 件，其中 1 件如下" in str(words)
    assert isinstance(table, Table)
    assert [(row[0], row[4]) for row in table.rows] == [(due[-50], Number(2.0, "count"))]
    with store.transaction() as session:
        session.execute(text("UPDATE work_order SET no_public = true WHERE order_no = :no"), {"no": due[-50]})
    assert told() == ("截至本报告生成时，到期仍未答复的工单共 2 件，均为不公开的工单，不列名。",)


def test_a_hot_issue_is_not_called_by_what_may_not_be_shown(store: Store) -> None:
    with clock.running_from(lambda: NOON), store.transaction() as session:
        made_of = []
        for place in range(4):
            fields = {"title": f"李建国科长家{place}号楼漏水", "content": "漏水", "category_code": "020403"}
            made_of.append(orders.create_draft(session, SYSTEM, **fields, no_public=place == 0))
        for issue, named in (("a", made_of[0]), ("b", made_of[1])):
            row = {"id": issue, "title": named.title, "count": 4, "people": 4, "peak": 4, "growth": 1.0, "urgency": 1.0}
            hot_issues.keep(session, [row | {"first_at": NOON, "last_at": NOON, "places": []}])
        category = session.get_one(Category, "020403").name
    figures.fold(store)
    told = []
    for issue in ("a", "b"):
        with store.transaction() as session:
            hot_issues.belong(session, {one.id: issue for one in made_of})
        content = made(store, "daily", "2026-11-24")
        (table,) = [table for _, table in content.tables() if table.caption == "集中反映的问题"]
        told += [(row[0], row[1]) for row in table.rows]
    count = Number(3.0, "count")
    assert told == [(category, count), ("李**科长家*号楼漏水", count)]


def test_words_that_no_file_can_hold() -> None:
    at = datetime(2026, 11, 24, 8, 0, tzinfo=clock.LOCAL)
    table = Table("", (Column("标题", number=False),), (("漏\x0b水\x01",),), note="\x1f注")
    content = Content(
        "daily", "日\x0c报", "市", "今天", at.date(), at.date(), at, "1", (Section("一", ("甲\x02乙", table)),)
    )
    files = {name: write(content) for name, write in WRITERS.items()}
    paper = Document(BytesIO(files["docx"]))
    assert {"日报", "甲乙", "注：注"} <= {"".join(run.text for run in line.runs).strip() for line in paper.paragraphs}
    assert paper.tables[0].rows[1].cells[0].text == "漏水"
    assert CalamineWorkbook.from_filelike(BytesIO(files["xlsx"])).get_sheet_by_index(0).to_python()
    assert from_json(as_json(content)) == content


def unit(number: int, kind: str, rank: int | None) -> Row:
    value = Value(90.0 - number, 90.0 - number, 20.0, small_sample=rank is None, rank=rank, ranked_of=7)
    return Row(f"{kind}{number}", {"composite": value}, kind)


def test_lists_stand_inside_a_class_and_never_overlap() -> None:
    rows = [
        *(unit(n, "属地", n) for n in range(1, 10)),
        unit(10, "属地", None),
        *(unit(n, "市直", n) for n in range(1, 4)),
    ]
    blocks = listed(rows, {row.key: row.key for row in rows}, ["composite"])
    (table,) = [block for block in blocks if isinstance(block, Table)]
    assert [(row[0], row[2]) for row in table.rows] == [
        ("红榜", "属地1"), ("红榜", "属地2"), ("红榜", "属地3"), ("黑榜", "属地7"), ("黑榜", "属地8"),
        ("黑榜", "属地9"),
    ]  # fmt: skip
    assert "市直：参加排名的单位 3 个，不列榜。" in blocks


@pytest.mark.parametrize(
    ("places", "red", "black"),
    [
        ((1, 1, 1, 4), (), (4,)),  # three are the best, the list has room for one
        ((1, 2, 2, 2), (1,), ()),  # three are the last
        ((1, 1, 3, 4, 4, 6), (1, 2), (6,)),
        ((1, 2, 3, 4, 5, 6, 7, 7, 7), (1, 2, 3), (7, 8, 9)),  # all who share the place have room
        ((1, 2, 3, 3, 5, 5, 5, 8, 8), (1, 2), (8, 9)),
    ],
)
def test_who_shares_a_place_with_one_outside_is_on_no_list(
    places: tuple[int, ...], red: tuple[int, ...], black: tuple[int, ...]
) -> None:
    rows = [unit(number, "属地", place) for number, place in enumerate(places, 1)]
    blocks = listed(rows, {row.key: row.key for row in rows}, ["composite"])
    (table,) = [block for block in blocks if isinstance(block, Table)]
    named = [*(("红榜", f"属地{number}") for number in red), *(("黑榜", f"属地{number}") for number in black)]
    assert [(row[0], row[2]) for row in table.rows] == named


def test_a_class_whose_units_are_all_alike_has_no_list() -> None:
    rows = [unit(number, "属地", 1) for number in range(1, 8)]
    blocks = listed(rows, {row.key: row.key for row in rows}, ["composite"])
    assert "属地：参加排名的单位 7 个，名次并列，不列榜。" in blocks
