"""New mails of the folders, by UIDVALIDITY and UID: {"folders": {name: {"validity", "uid", "seen"}}, "at": folder}.

A mail is known by its Message-ID: in whatever folder it lies, and after a server's restore, it is the same one. Where
it has none, by a hash of its bytes. What an answer belongs to stands in the inbox from the start: it can wait for it.
"""

from typing import Any, Final

from integrations.channel import Pulled
from integrations.mail.mailbox import Fetched, Mailbox, opened
from integrations.mail.parsing import message_id
from integrations.mail.settings import EmailSettings
from models import clock
from models.intake import Arrival

MAIL: Final = "message/rfc822"
CUT: Final = "message/rfc822; cut=1"
"""Content type of a mail of which only a part was taken."""


def pull(settings: EmailSettings, position: dict[str, Any]) -> Pulled:
    """A page of one folder."""
    held: dict[str, dict[str, int]] = {name: dict(one) for name, one in position.get("folders", {}).items()}
    folder = position["at"] if position.get("at") in settings.folders else settings.folders[0]
    with opened(settings) as mailbox:
        state = _opened(mailbox, folder, held.get(folder, {}), settings)
        waiting = mailbox.newer(state["uid"], settings.since)
        taken = waiting[: settings.page]
        mails = [mailbox.fetch(uid, settings.largest_mb << 20) for uid in taken]
    if taken:
        state["uid"] = taken[-1]
    held[folder] = state
    arrivals = [_arrival(mail) for mail in mails if mail is not None]
    if len(waiting) > len(taken):
        return Pulled(arrivals, {"folders": held, "at": folder}, more=True)
    following = settings.folders[settings.folders.index(folder) + 1 :]
    return Pulled(arrivals, {"folders": held, "at": following[0] if following else None}, more=bool(following))


def _opened(mailbox: Mailbox, folder: str, state: dict[str, int], settings: EmailSettings) -> dict[str, int]:
    """The folder, open; mails up to the place that is kept have been stored for certain, so they may be marked."""
    validity = mailbox.open(folder, writing=settings.mark_seen)
    if state.get("validity") != validity:
        return {"validity": validity, "uid": 0, "seen": 0}
    if settings.mark_seen and state["uid"] > state["seen"]:
        mailbox.mark_seen(state["seen"] + 1, state["uid"])
        return {**state, "seen": state["uid"]}
    return state


def _arrival(mail: Fetched) -> Arrival:
    own, answers = message_id(mail.raw)
    return Arrival(
        external_id=own,
        raw=mail.raw,
        received_at=clock.now(),
        content_type=CUT if mail.cut else MAIL,
        kind="supplement" if answers else "demand",
        refers_to=answers[0] if answers else None,
    )
