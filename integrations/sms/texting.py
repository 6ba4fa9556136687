"""The code of the citizens' pages, through the gateway: at once, for its reader waits."""

import secrets
from dataclasses import dataclass

from sqlalchemy.orm import Session

from integrations.channel import ChannelError, load
from integrations.sms.channel import CHANNEL
from integrations.sms.gateway import Gateway, HttpGateway, TextOut
from integrations.sms.settings import SmsSettings
from integrations.sms.words import signed
from integrations.website.texting import TextingFailed
from models import channels as states
from models import clock, contacts
from models.database import Store


@dataclass(frozen=True)
class ByGateway:
    """`integrations.website.texting.Texting`. What goes wrong stands in the channel's health."""

    store: Store
    settings: SmsSettings
    gateway: Gateway
    shows: bool = False

    def send(self, phone: str, text: str) -> None:
        key = f"code:{secrets.token_hex(12)}"
        with self.store.transaction() as session:
            if not contacts.admit(session, "out", key, "phone", phone, most=self.settings.most_out):
                raise TextingFailed("sms-limit")
        try:
            self.gateway.send(TextOut(key, phone, signed(self.settings, text)))
        except ChannelError as error:
            self._noted(error.code)
            raise TextingFailed(error.code) from None
        self._noted(None)

    def _noted(self, code: str | None) -> None:
        with self.store.transaction() as session:
            state = states.state_of(session, CHANNEL.name)
            if state.error_code != code:
                state.error_code, state.error_at = code, clock.now() if code else None


def texting(store: Store) -> ByGateway | None:
    """As it is set at this moment; None where text messages are not set up."""
    with store.reading() as session:
        settings = enabled(session)
    return None if settings is None else ByGateway(store, settings, HttpGateway(settings))


def enabled(session: Session) -> SmsSettings | None:
    stored = load(session, CHANNEL.name, SmsSettings)
    settings: SmsSettings | None = stored.values if stored.enabled else None
    return settings
