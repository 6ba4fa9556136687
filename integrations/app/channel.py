"""What citizens write in the app comes from its own server, signed."""

from integrations.signed_intake import SignedIntake
from models.intake import Channel

CHANNEL = SignedIntake("app", "云上咸宁", Channel.APP)
