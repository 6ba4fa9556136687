"""The export holds what was done, and nobody's name, number or words."""

import csv
from pathlib import Path

import pytest

from models import csv_export
from models.database import Store
from models.orders import SYSTEM, apply, create_draft


def test_orders_and_their_steps_are_exported_without_personal_data(store: Store, tmp_path: Path) -> None:
    with store.transaction() as session:
        given = {
            "caller_name": "张三",
            "caller_phone": "13907240000",
            "title": "路灯不亮",
            "content": "请打13907240000",
        }
        order = create_draft(session, SYSTEM, **given)
        apply(session, SYSTEM, order.order_no, "dispatch", None, lead_code="421202")
    rows = csv_export.written(store, tmp_path)
    assert {file.stat().st_mode & 0o777 for file in tmp_path.iterdir()} == {0o600}
    with pytest.raises(csv_export.FolderNotEmpty):
        csv_export.written(store, tmp_path)
    assert rows["work_order.csv"] == 1
    assert rows["order_event.csv"] == 2
    with (tmp_path / "work_order.csv").open(encoding="utf-8", newline="") as lines:
        (told,) = csv.DictReader(lines)
    assert (told["order_no"], told["state"], told["lead_code"]) == (order.order_no, "dispatched", "421202")
    whole = "".join(file.read_text("utf-8") for file in tmp_path.iterdir())
    assert len(list(tmp_path.iterdir())) == len(csv_export.TABLES)
    for word in ("13907240000", "张三", "路灯"):
        assert word not in whole
