"""The proposal in force when a person decides, kept with the order: what was proposed and what the person chose is what
routing learns from. Later words bring another proposal; they do not change what was decided on.
"""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from models import calls


def in_force(session: Session, conversation_id: UUID) -> dict[str, Any]:
    """The call's newest proposal as fields of its order (`advice`, `confidence`); empty where none was made."""
    advice = calls.proposed(session, conversation_id)
    return {} if advice is None else {"advice": advice, "confidence": advice["confidence"]}
