"""Text messages: notices and codes to citizens through a gateway, and what they write to the hotline's number."""

from integrations.sms.channel import CHANNEL

__all__ = ["CHANNEL"]
