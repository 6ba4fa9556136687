"""E-mail: a mailbox that is read, and answers that go back to whoever wrote."""

from integrations.mail.channel import CHANNEL

__all__ = ["CHANNEL"]
