"""What an inspection contributes: the marks by the sheet that the inspector had before him, or those of the decision.

Counted when it was first scored. A score: hundredths of what the sheet can give, to one decimal, half upwards.
"""

from collections.abc import Mapping
from fractions import Fraction

from callcenter.simulation.reckoning.posting import Posting
from callcenter.simulation.stories import InspectionStory


def of_inspection(story: InspectionStory) -> Posting:
    """One posting, of a call or of an order."""
    tenths = _tenths(story, story.given)
    failed = _fatal(story, story.given) or tenths < 10 * story.pass_mark
    return Posting(f"inspected_{story.kind}", story.scored, "failed" if failed else "passed", 100 * tenths)


def _fatal(story: InspectionStory, given: Mapping[str, int]) -> bool:
    return any(item["fatal"] and given[item["code"]] for item in story.sheet)


def _tenths(story: InspectionStory, given: Mapping[str, int]) -> int:
    if _fatal(story, given):
        return 0
    counted = [item for item in story.sheet if not item["fatal"]]
    share = Fraction(sum(given[item["code"]] for item in counted), sum(item["points"] for item in counted))
    return int(share * 1000 + Fraction(1, 2))
