"""Making what was ordered: the books are folded, the content is made, written in all formats, kept, and sent."""

import json
import logging
from typing import Final

from sqlalchemy.orm import Session

from callcenter.printing.setting import FontMissing
from callcenter.reports.content import Content, as_json
from callcenter.reports.forms import FORMS
from callcenter.reports.making import TopicUnknown, make
from callcenter.reports.writing import WRITERS
from models import figures, outbox, reports
from models.database import Store
from models.figures import FigureError, Period
from models.reports import Report

log = logging.getLogger(__name__)
TARGET: Final = "report:email"
"""Where scheduled reports go: by the mailbox of the channel e-mail."""


def make_ordered(store: Store, report_id: int) -> None:
    """One report, once; what is done stays as it is. A fault that a person must mend is kept with the report."""
    with store.reading() as session:
        row = reports.one(session, report_id)
        if row.state == "done":
            return
        form, period, topic = FORMS[row.form], Period(row.begin, row.end), row.topic
    try:
        figures.fold(store)
        with store.reading(snapshot=True) as session:
            content = make(session, form, period, topic)
        files = {name: write(content) for name, write in WRITERS.items()}
    except (TopicUnknown, FigureError, FontMissing) as error:
        with store.transaction() as session:
            reports.failed(session, report_id, error.code)
        log.warning("report-failed: %d %s", report_id, error.code)
        return
    with store.transaction() as session:
        row = reports.done(session, report_id, _told(content), files)
        sent = send(session, row)
    log.info("report-made: %d %s files=%d mails=%d", report_id, form.key, len(files), sent)


def give_up(store: Store, report_id: int) -> None:
    """It failed for a reason that is in the log; somebody may order it once more."""
    with store.transaction() as session:
        reports.failed(session, report_id, "internal-error")


def send(session: Session, row: Report) -> int:
    """Of a scheduled one a delivery to each address of its plan; returns how many."""
    plan = reports.plans(session).get(row.form)
    if row.plan_key is None or plan is None:
        return 0
    rows = [
        {
            "target": TARGET,
            "key": f"report-{row.id}:{address}",
            "kind": "report",
            "body": json.dumps({"report": row.id, "to": address, "formats": plan.formats}, ensure_ascii=False),
        }
        for address in plan.recipients
    ]
    return len(outbox.put(session, rows))


def _told(content: Content) -> dict[str, object]:
    return {
        "title": f"{content.title}（{content.period}）",
        "as_of": content.as_of,
        "data_version": content.data_version,
        "digest": content.digest(),
        "content": as_json(content),
    }
