"""Short-lived SIP telephones for browsers (JsSIP), pushed into Asterisk's memory through ARI.

An agent's telephone is named by its extension; a new credential replaces the earlier one. A citizen's test telephone
(the demo) gets a name of its own and reaches 12345 like the trunk. What is expired is taken out whenever a new one is
issued; a restart of Asterisk forgets all, and the browser asks for a new one.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import httpx

from callcenter.settings import Settings
from callcenter.telephony.switch import SwitchError
from models.clock import now

AGENT_HOURS = timedelta(hours=12)
"""A long shift."""
TEST_HOURS = timedelta(hours=1)
TEST_PREFIX = "test-"
NUMBER = "12345"
"""What a test telephone dials."""

_STORE = "/asterisk/config/dynamic/res_pjsip"
_ORDER = ("auth", "aor", "endpoint")
"""An endpoint names the two others: made last, taken out first."""
_UNTIL = "until-"
"""Prefix of the endpoint's account code, which tells when it expires (seconds since 1970)."""


@dataclass(frozen=True)
class PhoneCredential:
    """What JsSIP needs. `url`: Asterisk's WebSocket as the browser sees it; `uri`: the address to register."""

    url: str
    uri: str
    user: str
    password: str
    expires_at: datetime


def issue(settings: Settings, extension: str) -> PhoneCredential:
    """A telephone for the agent at `extension` (digits), instead of the earlier one. Raises SwitchError."""
    if not extension.isdigit():
        raise SwitchError("switch-refused", "an extension consists of digits")
    return _issue(settings, extension, "from-agent", AGENT_HOURS, extension)


def issue_test_phone(settings: Settings) -> PhoneCredential:
    """A citizen's telephone in the browser; only in a demonstration. Raises SwitchError."""
    if not settings.demo:
        raise SwitchError("switch-refused", "test telephones exist in the demonstration only")
    number = f"1380000{secrets.randbelow(10_000):04d}"
    return _issue(settings, TEST_PREFIX + secrets.token_hex(6), "from-test", TEST_HOURS, number)


def revoke(settings: Settings, user: str) -> None:
    """Take a telephone out before its time; no error where there is none."""
    with _ari(settings) as ari:
        _remove(ari, user)


def _issue(settings: Settings, user: str, context: str, valid: timedelta, number: str) -> PhoneCredential:
    password = secrets.token_urlsafe(24)
    until = now() + valid
    parts = {
        "auth": {"auth_type": "userpass", "username": user, "password": password},
        "aor": {"max_contacts": "1", "remove_existing": "yes", "support_path": "no"},
        "endpoint": {
            "context": context,
            "aors": user,
            "auth": user,
            "callerid": f"<{number}>",
            "disallow": "all",
            # the telephone network's own codec first: nothing is coded twice, and the recording is what was said
            "allow": "alaw,ulaw,opus",
            "webrtc": "yes",
            "dtls_auto_generate_cert": "yes",
            "direct_media": "no",
            "send_connected_line": "no",
            "dtmf_mode": "auto",
            "rtp_timeout": "60",
            "rtp_timeout_hold": "900",
            "accountcode": f"{_UNTIL}{int(until.timestamp())}",
        },
    }
    with _ari(settings) as ari:
        _sweep(ari)
        for kind in _ORDER:
            fields = [{"attribute": name, "value": value} for name, value in parts[kind].items()]
            _ask(ari, "PUT", f"{_STORE}/{kind}/{user}", {"fields": fields})
    host = urlsplit(settings.phone_url).hostname or "127.0.0.1"
    return PhoneCredential(settings.phone_url, f"sip:{user}@{host}", user, password, until)


def _sweep(ari: httpx.Client) -> None:
    """Take out every telephone of ours whose time is over."""
    present = int(now().timestamp())
    for endpoint in _ask(ari, "GET", "/endpoints/PJSIP").json():
        user = endpoint["resource"]
        if user.isdigit() or user.startswith(TEST_PREFIX):
            expires = _expires(ari, user)
            if expires is not None and expires < present:
                _remove(ari, user)


def _expires(ari: httpx.Client, user: str) -> int | None:
    """Seconds since 1970; None for a telephone that is not ours, or gone."""
    answer = ari.get(f"{_STORE}/endpoint/{user}")
    if answer.is_error:
        return None
    fields = {field["attribute"]: field["value"] for field in answer.json()}
    code = str(fields.get("accountcode", ""))
    return int(code.removeprefix(_UNTIL)) if code.startswith(_UNTIL) else None


def _remove(ari: httpx.Client, user: str) -> None:
    for kind in reversed(_ORDER):
        answer = ari.delete(f"{_STORE}/{kind}/{user}")
        if answer.is_error and answer.status_code != httpx.codes.NOT_FOUND:
            raise SwitchError("switch-refused", f"Asterisk keeps {kind} of a telephone: {answer.status_code}")


def _ask(ari: httpx.Client, method: str, path: str, body: dict[str, object] | None = None) -> httpx.Response:
    try:
        answer = ari.request(method, path, json=body)
    except httpx.HTTPError as error:
        raise SwitchError("switch-down", f"Asterisk does not answer: {type(error).__name__}") from error
    if answer.is_error:
        raise SwitchError("switch-refused", f"{method} {path}: {answer.status_code}")
    return answer


def _ari(settings: Settings) -> httpx.Client:
    return httpx.Client(
        base_url=settings.ari_url, auth=(settings.ari_user, settings.ari_password), timeout=10, trust_env=False
    )
