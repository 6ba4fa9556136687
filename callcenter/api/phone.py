"""A short-lived SIP credential of the exchange, for a telephone in the browser (JsSIP)."""

import logging

from pydantic import BaseModel

from callcenter.api.fields import Instant
from callcenter.settings import Settings
from callcenter.web.problem import Problem

log = logging.getLogger(__name__)


class PhoneBody(BaseModel):
    """url: the exchange's WebSocket; uri: the address to register; both as seen from the browser."""

    url: str
    uri: str
    user: str
    password: str
    expires_at: Instant


def issue(settings: Settings, extension: str, demo: bool = False) -> PhoneBody:
    """Asks the exchange for a telephone. Raises `exchange-unavailable` with the cause.

    demo: a citizen's test telephone instead of an agent's.
    """
    from callcenter.telephony.asterisk import credentials

    try:
        given = credentials.issue_test_phone(settings) if demo else credentials.issue(settings, extension)
    except Exception as error:
        cause = getattr(error, "code", type(error).__name__)
        log.warning("the exchange gave no telephone: %s", cause)
        raise Problem("exchange-unavailable", cause=cause) from error
    return PhoneBody.model_validate(given, from_attributes=True)
