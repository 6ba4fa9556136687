"""Many orders into an empty database: COPY, with the skew of real matters, places, units and states.

A few units get most (the first of n about 1/ln n of all), nine of ten orders are closed, a few hundred are overdue;
every order has its timeline's beginning, its words and, once dispatched, its units. Loaded with the indexes in place
but for the words', which is built at the end as a site would after an import.
"""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import numpy as np
from psycopg.types.json import Jsonb

from models.catalogue.vocabulary import city_folder
from models.database import Store
from models.orders.form import BLANK
from models.search.bigrams import tsvector

BEGIN = datetime(2024, 1, 1, tzinfo=UTC)
_SPAN = timedelta(days=1000)
_ORDER = (
    "id", "order_no", "state", "channel", "request_type", "urgency", "category_code", "title", "content", "place_code",
    "place_text", "masked_name", "masked_phone", "is_secret", "lead_code", "assist_codes", "accepted_at",
    "dispatched_at", "due_at", "warn_at", "original_due_at", "waits_for_person", "version", "head_hash", "created_at",
    "updated_at",
)  # fmt: skip
_NONE_YET = {
    name: Jsonb(value) if isinstance(value, list | dict) else value
    for name, value in BLANK.items()
    if name not in _ORDER
}
_STEP = (
    "order_id", "order_no", "seq", "at", "actor_name", "actor_role", "verb", "to_state", "changes", "prev_hash", "hash",
)  # fmt: skip
_CHUNK = 20_000


class OrderSet:
    """Orders by number. seed: of the draws."""

    def __init__(self, rows: int, seed: int) -> None:
        self.rows = rows
        self.end = BEGIN + _SPAN
        self._random = np.random.default_rng(seed)
        self._units = _codes("departments.csv")
        self._places = _codes("divisions.csv")
        self._categories = [code for code in _codes("categories.csv") if len(code) == 6]
        for codes in (self._units, self._places, self._categories):
            self._random.shuffle(codes)

    def unit(self) -> str:
        """A unit, as likely as it gets orders."""
        return self._drawn(self._units)

    def category(self) -> str:
        """A third-level category, as likely as it occurs."""
        return self._drawn(self._categories)

    def place(self) -> str:
        """A division, as likely as it occurs."""
        return self._drawn(self._places)

    def load(self, store: Store, texts: Iterator[str]) -> None:
        """Writes all; ends with ANALYZE."""
        connection = store.engine.raw_connection()
        try:
            cursor: Any = connection.cursor()
            cursor.execute("SET synchronous_commit = off")
            cursor.execute("SET maintenance_work_mem = '512MB'")
            cursor.execute("DROP INDEX ix_order_words_words")
            for first in range(1, self.rows + 1, _CHUNK):
                count = min(_CHUNK, self.rows + 1 - first)
                self._chunk(cursor, first, [next(texts) for _ in range(count)])
                connection.commit()
            cursor.execute("CREATE INDEX ix_order_words_words ON order_words USING gin (words)")
            cursor.execute(f"ALTER TABLE work_order ALTER COLUMN id RESTART WITH {self.rows + 1}")
            connection.commit()
            connection.driver_connection.autocommit = True  # type: ignore[union-attr]
            for table in ("work_order", "order_words", "assignment", "order_event"):
                cursor.execute(f"VACUUM (ANALYZE) {table}")
        finally:
            connection.invalidate()  # its settings were for loading: nobody gets it again from the pool
            connection.close()

    def _chunk(self, cursor: Any, first: int, texts: list[str]) -> None:
        orders = [self._order(first + place, text) for place, text in enumerate(texts)]
        columns = (*_ORDER, *_NONE_YET)
        with cursor.copy(f"COPY work_order ({', '.join(columns)}) FROM STDIN") as copy:
            for order in orders:
                copy.write_row([order[name] for name in _ORDER] + list(_NONE_YET.values()))
        with cursor.copy("COPY order_words (order_id, words) FROM STDIN") as copy:
            for order in orders:
                copy.write_row([order["id"], tsvector(order["title"], order["content"], order["place_text"])])
        with cursor.copy("COPY assignment (order_id, department_code, role, state, created_at) FROM STDIN") as copy:
            for order in orders:
                if order["dispatched_at"] is not None:
                    units = dict.fromkeys([order["lead_code"], *order["assist_codes"].obj])
                    for place, unit in enumerate(units):
                        role = "assist" if place else "lead"
                        copy.write_row([order["id"], unit, role, "ended", order["dispatched_at"]])
        with cursor.copy(f"COPY order_event ({', '.join(_STEP)}) FROM STDIN") as copy:
            for order in orders:
                for seq in range(1, order["version"] + 1):
                    copy.write_row([
                        order["id"], order["order_no"], seq, order["accepted_at"], "系统", "system",
                        "create" if seq == 1 else "dispatch", "draft", Jsonb({}), bytes(32), order["head_hash"],
                    ])  # fmt: skip

    def _order(self, number: int, text: str) -> dict[str, Any]:
        random = self._random
        at = BEGIN + _SPAN * (number / self.rows)
        age = (self.rows - number) / self.rows
        state = self._state(age)
        sent = at + timedelta(minutes=20) if state != "draft" else None
        due = at + timedelta(days=int(random.integers(1, 16))) if sent else None
        assist = [self._drawn(self._units)] if random.random() < 0.15 else []
        return {
            "id": number, "order_no": f"BX{at:%Y%m%d}{number:07d}", "state": state, "channel": "phone",
            "request_type": "投诉", "urgency": "一般", "category_code": self._drawn(self._categories),
            "title": text[:30], "content": text, "place_code": self._drawn(self._places),
            "place_text": text[4:16], "masked_name": "张**", "masked_phone": "138****5678",
            "is_secret": random.random() < 0.02, "lead_code": self._drawn(self._units), "assist_codes": Jsonb(assist),
            "accepted_at": at, "dispatched_at": sent, "due_at": due, "warn_at": due and due - timedelta(days=1),
            "original_due_at": due, "waits_for_person": state == "draft", "version": 1 if state == "draft" else 5,
            "head_hash": sha256(number.to_bytes(8)).digest(), "created_at": at, "updated_at": at,
        }  # fmt: skip

    def _state(self, age: float) -> str:
        """The newest percent is under way, with a few stragglers; the rest is closed or was cancelled."""
        drawn = self._random.random()
        if age > 0.01:
            return "handling" if drawn < 0.0005 else "cancelled" if drawn < 0.03 else "closed"
        return ("draft", "dispatched", "handling", "handling", "replied", "closed")[int(drawn * 6)]

    def _drawn(self, codes: list[str]) -> str:
        """Skewed: the chance falls with the place in the list."""
        return codes[int(5 * ((len(codes) + 5) / 5) ** self._random.random()) - 5]


def _codes(name: str) -> list[str]:
    with (city_folder("xianning") / name).open(encoding="utf-8-sig", newline="") as lines:
        return [row["code"] for row in csv.DictReader(lines)]
