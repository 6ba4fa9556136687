"""One envelope to the far platform. Its msg_id is the same at every try, so that a repetition is known."""

from typing import Any, Final

from integrations.channel import Refused, Sent, TryLater
from integrations.channel.far_side import ask_json
from integrations.channel.fields import text
from integrations.envelope.settings import EnvelopeSettings

_DONE: Final = frozenset({0, 409})
"""Codes of an answer: done, done before."""
_AGAIN: Final = 500


def push(settings: EnvelopeSettings, msg_id: str, biz_type: str, payload: dict[str, Any]) -> Sent:
    """With the far platform's receipt. Raises `TryLater`, `Uncertain`, `Refused`."""
    body = settings.seal.closed(msg_id, biz_type, payload)
    headers = {"Content-Type": "application/json; charset=utf-8"}
    answer = ask_json("POST", settings.base_url, body=body, headers=headers)
    code = answer.get("code")
    if code in _DONE:
        return Sent(text(answer, "receipt") or None)
    if not isinstance(code, int) or code >= _AGAIN:
        raise TryLater("far-side-away", f"code {code!r}")
    raise Refused("far-side-refused", f"code {code}")
