"""Suggestions to merge (并案建议, 66号: repeated requests are in principle merged): two orders, why, and who decided.

Nothing is merged without a person. Taking a suggestion does the store's verb `merge` (and, for a repeated call, urges
the open order: REPORT 2.8); `unmerge` takes it back. A refusal stays: the pair is not suggested again, and it is data.
"""

from models.suggestions.deciding import Pair, count, decided, get, of_order, page, refuse, take, undo
from models.suggestions.finding import suggest
from models.suggestions.tables import (
    CHILDREN,
    KINDS,
    MergeSuggestion,
    Suggested,
    SuggestionDecided,
    SuggestionKind,
    SuggestionNotFound,
)

__all__ = [
    "CHILDREN",
    "KINDS",
    "MergeSuggestion",
    "Pair",
    "Suggested",
    "SuggestionDecided",
    "SuggestionKind",
    "SuggestionNotFound",
    "count",
    "decided",
    "get",
    "of_order",
    "page",
    "refuse",
    "suggest",
    "take",
    "undo",
]
