"""Between what actors know and what stands on the wire (`OrderBody` and its kin)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from callcenter.simulation.sheet import Alike, Asking, Choice, Part, Row, Sheet

_SENT_AS: Final[Mapping[str, str]] = {"caller_name": "citizen_name", "caller_phone": "citizen_phone"}
_ATTEMPT: Final[Mapping[str, str]] = {
    "callback_contacted": "contacted", "callback_true": "is_true", "callback_solved": "solved",
    "callback_score": "score", "callback_fault": "fault", "callback_code": "reason_code", "callback_reason": "words",
    "rating_check": "check",
}  # fmt: skip
"""Field of the workflow -> field of the attempt's form."""


def sheet(body: Mapping[str, Any]) -> Sheet:
    """An order's page."""
    told = body["progress"]
    return Sheet(
        order_no=body["order_no"],
        state=body["state"],
        version=body["version"],
        request_type=body["request_type"],
        urgency=body["urgency"],
        lead=_code(body["lead"]),
        due=_instant(body["due_at"]),
        place=body["place_code"],
        is_secret=body["is_secret"],
        anonymous=told["is_anonymous"],
        waits=body["waits_for_person"],
        wait_reason=body["wait_reason"] or None,
        accepted=datetime.fromisoformat(body["accepted_at"]),
        category=_code(body["category"]),
        accused=_code(body["accused"]),
        return_count=told["return_count"],
        redo_count=told["redo_count"],
        pending_request=told["pending_request"],
        first_contact_at=_instant(told["first_contact_at"]),
        parts=tuple(Part(one["unit"]["code"], one["role"], one["state"]) for one in body["parts"]),
    )


def gone(order_no: str, now: datetime) -> Sheet:
    """What a unit finds of an order that is no longer its own: nothing."""
    return Sheet(
        order_no=order_no, state="", version=0, request_type="", urgency="", lead=None, due=None, place=None,
        is_secret=False, anonymous=False, waits=False, wait_reason=None, accepted=now, category=None, accused=None,
        return_count=0, redo_count=0, pending_request=None, first_contact_at=None,
    )  # fmt: skip


def limits(body: Mapping[str, Any]) -> dict[str, str]:
    return {one["kind"]: one["due"] for one in body["clocks"]}


def row(item: Mapping[str, Any]) -> Row:
    return Row(item["order_no"], item["urgency"], item["part_role"], item["part_state"])


def choice(body: Mapping[str, Any]) -> Choice:
    assist = tuple(one["code"] for one in body["assist"])
    return Choice(body["lead"]["code"], assist, _code(body["guidance"]), body["returned"])


def alike(body: Mapping[str, Any]) -> Alike:
    child, master = body["child"], body["master"]
    return Alike(body["id"], body["kind"], body["state"], child["order_no"], child["version"], master["order_no"])


def asking(item: Mapping[str, Any]) -> Asking:
    return Asking(item["id"], item["kind"], item["order"]["order_no"])


def form(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of a draft or a verb, as a request carries them."""
    return {
        _SENT_AS.get(name, name): value.isoformat() if isinstance(value, datetime) else value
        for name, value in fields.items()
    }


def attempt(answers: Mapping[str, Any]) -> dict[str, Any]:
    return {_ATTEMPT[name]: value for name, value in answers.items()}


def _code(ref: Mapping[str, Any] | None) -> str | None:
    return ref["code"] if ref else None


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
