"""The provincial 12345 platform, both ways: orders and what concerns them down, their handling up."""

from integrations.province.channel import CHANNEL

__all__ = ["CHANNEL"]
