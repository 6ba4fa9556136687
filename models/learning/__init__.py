"""What routing can learn from: proposals beside what became of them."""

from models.learning.tables import (
    KINDS,
    CorrectionKind,
    LearningNight,
    OrderCorrection,
    OrderProposal,
    ShadowProposal,
)

__all__ = ["KINDS", "CorrectionKind", "LearningNight", "OrderCorrection", "OrderProposal", "ShadowProposal"]
