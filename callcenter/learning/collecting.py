"""From the store to rows that routing may learn from: decided orders, without personal data."""

from models.database import Store
from models.learning.decided import Decided, decided
from models.privacy import public_text
from routing.learning import LabelledRow, Shelf
from routing.learning.candidate import MOST

_FEWEST_CHARACTERS = 4


def collected(store: Store, shelf: Shelf) -> list[LabelledRow]:
    """Imported rows and decided orders. What identifies a person is masked here: no model ever sees it."""
    with store.reading() as session:
        orders = [row for one in decided(session, MOST) if len((row := _row(one)).text) >= _FEWEST_CHARACTERS]
    return [*shelf.rows(), *orders]


def _row(one: Decided) -> LabelledRow:
    said = one.content if one.title in one.content else f"{one.title}。{one.content}"
    return LabelledRow(public_text(said, one.names), one.category_code, one.at, one.group, one.how)
