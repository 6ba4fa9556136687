"""110, both ways (国办发〔2022〕12号): what is no police matter comes to us, emergencies go to it at once."""

from integrations.police.channel import CHANNEL

__all__ = ["CHANNEL"]
