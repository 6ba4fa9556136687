"""What a hotline has done as CSV files, for recomputing its figures elsewhere.

One file a table, UTF-8 with a header, instants in UTC, all of one snapshot. Nobody's name, number, address or words
are in it: sealed columns and free texts are left out, and a citizen is a number.
"""

import os
from pathlib import Path
from typing import Any, BinaryIO, Final

from models.database import Store

TABLES: Final[dict[str, str]] = {
    "work_order": "id order_no state channel request_type urgency category_code place_code citizen_id is_secret"
    " is_anonymous lead_code accepted_at dispatched_at due_at original_due_at signed_at replied_at closed_at"
    " archived_at master_id limit_code return_count first_contact_at extension_count urge_count is_supervised"
    " is_unreasonable excluded_from callback_tries callback_at callback_solved callback_score redo_count"
    " reopen_count version",
    "order_event": "order_id seq at actor_id actor_role verb from_state to_state due_before due_after lead_code"
    " contact_at",
    "order_overlay": "id order_id seq at kind act actor_id department_code until peer_id",
    "order_clock": "id order_id kind owner policy started_at due original_due red_at escalated_at stopped_at",
    "assignment": "id order_id department_code role state created_at signed_at replied_at",
    "callback_task": "id order_id seq kind state policy ways way attempts result agent_id created_at ended_at",
    "callback_attempt": "id order_id task_id seq at ended_at way result actor_id",
    "callback_answer": "id order_id seq at method contacted found_true solved score reason_code fault check",
    "quality_inspection": "id draw_id kind conversation_id order_id agent_id at",
    "quality_step": "inspection_id seq at act actor_id city_version pass_mark score passed",
    "call": "conversation_id direction state started_at answered_at agent_id agent_offered_at agent_answered_at"
    " ended_at ended_by outcome intake order_id",
    "call_event": "id conversation_id at kind",
    "agent_stretch": "id user_id state began_at ended_at",
}
"""Table -> its columns that are given away."""
_TOLD: Final = {("order_event", name): f"changes -> '{name}' ->> 1" for name in ("lead_code", "contact_at")}
"""What a step changed is told one by one: the rest of its changes may hold what people said."""


class FolderNotEmpty(Exception):
    """An export is not mixed with what lies there already. Code: `folder-not-empty`."""

    code = "folder-not-empty"


def written(store: Store, folder: Path) -> dict[str, int]:
    """File name -> rows. One snapshot for all; only who writes the files may read them (0600).

    Raises `FolderNotEmpty`.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise FolderNotEmpty(folder)
    rows = {}
    connection = store.engine.raw_connection()
    try:
        cursor: Any = connection.cursor()
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        for table, columns in TABLES.items():
            told = ((name, _TOLD.get((table, name), f'"{name}"')) for name in columns.split())
            names = ", ".join(f'{value} AS "{name}"' for name, value in told)
            with _own(folder / f"{table}.csv") as file:
                # the names are our own tables', nothing is taken from outside
                rows_of = f'SELECT {names} FROM "{table}" ORDER BY 1, 2'  # noqa: S608
                with cursor.copy(f"COPY ({rows_of}) TO STDOUT WITH (FORMAT csv, HEADER)") as copied:
                    for piece in copied:
                        file.write(piece)
                rows[f"{table}.csv"] = cursor.rowcount
        connection.rollback()
    finally:
        connection.close()
    return rows


def _own(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
