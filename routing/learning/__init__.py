"""Learning from what people decided: labelled rows in, a candidate out, which must beat the model in use."""

from routing.learning.candidate import Learned, learn
from routing.learning.rows import LabelledRow
from routing.learning.shelf import Shelf

__all__ = ["LabelledRow", "Learned", "Shelf", "learn"]
