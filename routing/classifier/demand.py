"""Whether words ask for anything at all: three signs, weighed together.

How much they resemble what is no demand, how well they fit their best category, and how many turns of speech they hold
that ask, complain or praise. No single one is enough: news speak of 房地产中介 too, and 希望 stands in birthday wishes.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from routing.extraction.request_type import points
from routing.extraction.wrapping import essence
from routing.wording import passages, simplified

DEMAND_ODDS = 4.0  # who calls the hotline usually wants something
MOST_POINTS = 6.0

Signs = NDArray[np.float64]
Weights = tuple[float, float, float, float]
"""Of the three signs, and a constant; their sum is the log-odds of a demand."""


def signs(texts: Sequence[str], scores: NDArray[np.float32], none: int) -> Signs:
    """Texts x 3. scores: texts x labels, of the classifier; none: the column of the label for no demand."""
    best = np.delete(scores, none, axis=1).max(axis=1)
    turns = [min(sum(points(simplified(text)).values()), MOST_POINTS) / MOST_POINTS for text in texts]
    return np.column_stack([scores[:, none], best, turns]).astype(np.float64)


def learn(found: Signs, is_demand: NDArray[np.bool_]) -> Weights:
    """Weights from the signs of held-out rows; both outcomes count the same, then the odds of a caller are added."""
    fitted = LogisticRegression(class_weight="balanced", C=10.0).fit(found, is_demand)
    none, best, turns = (float(weight) for weight in fitted.coef_[0])
    return none, best, turns, float(fitted.intercept_[0] + np.log(DEMAND_ODDS))


def probability(found: Signs, weights: Weights) -> float:
    """That the most demanding of some passages (rows) is a demand: a long story around a demand stays one."""
    return float(expit(found @ np.array(weights[:3]) + weights[3]).max())


def heard_passages(text: str) -> list[str]:
    """The passages to look at, without greetings and thanks."""
    return passages(essence(simplified(text)) or text)
