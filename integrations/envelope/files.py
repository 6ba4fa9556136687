"""Files that come in an envelope: inside its payload, or at an address of the far platform."""

from collections.abc import Sequence

from integrations.channel import FileOffer
from integrations.channel.decoding import json_of
from integrations.channel.offering import below, offers
from integrations.envelope.settings import EnvelopeSettings
from models.intake import InboxMessage


class FilesInEnvelope:
    """What a channel of envelopes does as a `BringsFiles`."""

    def files(self, message: InboxMessage, settings: EnvelopeSettings) -> Sequence[FileOffer]:
        """`attachments` of the payload."""
        return offers(settings.seal.opened(json_of(message.raw_bytes or b"", message.content_type)))

    def headers_for(self, settings: EnvelopeSettings, address: str) -> dict[str, str] | None:
        return {} if below(address, settings.base_url, settings.files_url) else None
