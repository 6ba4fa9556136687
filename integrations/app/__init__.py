"""The app 云上咸宁 as a channel."""

from integrations.app.channel import CHANNEL

__all__ = ["CHANNEL"]
