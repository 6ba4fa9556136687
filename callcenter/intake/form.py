"""An advice as the order form: which proposal fills which field."""

from typing import Any

from routing.advice import Advice

_TITLE_LENGTH = 60


def order_form(advice: Advice, words: str) -> dict[str, Any]:
    """The fields of a draft (`models.orders` form) as the advice proposes them; `words` is the content."""
    departments = advice.departments
    return {
        **shown_form(advice, words),
        "assist_codes": [unit.code for unit in departments.assist],
        "guidance_code": departments.guidance.code if departments.guidance else None,
        "place_code": advice.place.code if advice.place else None,
        "advice": advice.as_dict(),
        "confidence": advice.confidence,
    }


def shown_form(advice: Advice, words: str) -> dict[str, Any]:
    """The fields that an agent sees fill themselves (event `draft.proposed`)."""
    return {
        "title": (advice.title or words)[:_TITLE_LENGTH],
        "content": words,
        "request_type": advice.request_type,
        "urgency": advice.urgency,
        "category_code": advice.category.code if advice.category else None,
        "lead_code": advice.departments.lead.code if advice.departments.lead else None,
        "place_text": advice.place.name if advice.place else "",
    }
