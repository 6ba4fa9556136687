"""`hotline verify timeline`: looks for any tampering with the orders' timelines. Exit 0: none found, 1: some."""

import json
import sys
from typing import Annotated

import typer

from callcenter.cli import DataOption

app = typer.Typer(add_completion=False, help="Is what is stored what was written?")


@app.callback()
def verify() -> None:
    """Is what is stored what was written?"""


@app.command()
def timeline(
    data: DataOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")] = False,
) -> None:
    """Every order's chain, its row against the replayed steps, every signed root. Exit 1: findings, 3: no hotline."""
    from sqlalchemy.orm import Session

    from callcenter.cli.store import store_of
    from callcenter.settings import Settings
    from models import privacy
    from models.orders.verification import Checked, findings
    from models.privacy import KeyRing

    settings = Settings.load(data)
    store, checked = store_of(data), Checked()
    privacy.use(KeyRing.load(settings.keys))
    try:
        # one view of everything: orders that change meanwhile are not mistaken for altered ones
        engine = store.engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with Session(engine) as session:
            found = list(findings(session, checked))
    finally:
        store.close()
    for finding in found:
        print(f"{finding.subject}: {finding.code}: {finding.message}", file=sys.stderr)
    counts = {"orders": checked.orders, "steps": checked.steps, "roots": checked.roots}
    if as_json:
        listed = [{"subject": f.subject, "code": f.code, "message": f.message} for f in found]
        typer.echo(json.dumps({**counts, "findings": listed}, ensure_ascii=False))
    else:
        typer.echo(f"{checked.orders} orders, {checked.steps} steps, {checked.roots} roots: {len(found)} findings")
    raise typer.Exit(1 if found else 0)
