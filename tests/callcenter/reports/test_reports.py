"""A report says what the figures say, in every form of file; the archive keeps it; a plan makes it and sends it."""

from collections.abc import Callable
from email.header import decode_header, make_header
from hashlib import sha256
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from python_calamine import CalamineWorkbook

from callcenter.channels import sending
from callcenter.reports import span
from callcenter.reports.content import Content, Number, Table, as_json, from_json
from callcenter.reports.forms import FIVE, FORMS
from callcenter.reports.making import make
from callcenter.reports.ranking import listed
from callcenter.reports.schedule import order_due
from callcenter.reports.writing import WRITERS
from callcenter.reports.writing.pdf import data_of
from integrations.channel import save
from integrations.mail import CHANNEL
from models import figures
from models.database import Store
from models.figures import METRICS, Period, Question, Row, Value
from models.people import Role
from tests.callcenter.browser import Browser
from tests.integrations.mail.servers import MailServer, address
from tests.models.callbacks.walk import CALLER, do

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
    assert files["pdf"].startswith(b"%PDF-")
    printed = {
        cell
        for one in data_of(content)["sections"]
        for block in one["blocks"]
        for row in block.get("rows", ())
        for cell in row
    }
    assert printed == said
    paper = Document(BytesIO(files["docx"]))
    assert {cell.text for table in paper.tables for row in table.rows[1:] for cell in row.cells} == said
    assert all(section.heading in "".join(line.text for line in paper.paragraphs) for section in content.sections)
    assert "张三" not in str(as_json(content))
    assert "13812345678" not in str(as_json(content))
    book = CalamineWorkbook.from_filelike(BytesIO(files["xlsx"]))
    assert len(book.sheet_names) == len(content.sections)
    cells = [cell for row in book.get_sheet_by_index(0).to_python() for cell in row]
    assert told["requests"]["value"] in cells


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
    ):
        refused = supervisor.post("/reports", asked)
        assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert supervisor.get("/reports/999").json()["code"] == "report-not-found"
    assert supervisor.get(f"/reports/{special['id']}/files/pdf").json()["code"] == "report-not-found"


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


def test_lists_stand_inside_a_class_and_never_overlap() -> None:
    def unit(number: int, kind: str, rank: int | None) -> Row:
        value = Value(90.0 - number, 90.0 - number, 20.0, small_sample=rank is None, rank=rank, ranked_of=7)
        return Row(f"{kind}{number}", {"composite": value}, kind)

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
