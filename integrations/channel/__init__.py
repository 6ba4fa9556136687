"""The port of every channel: what it is, can do and needs; how it is found, set, read and told.

A channel is one folder with an object that satisfies `Channel` (and `Pulls`, `Receives`, `Delivers` as it can), and one
entry point of the group `hotline.channels`. docs/channels.md shows how to add one.
"""

from integrations.channel.errors import ChannelError, Refused, TryLater, Uncertain, Unreadable
from integrations.channel.port import (
    FOR_CITIZENS,
    OF_RATINGS,
    Admits,
    BringsFiles,
    Capabilities,
    Channel,
    DayList,
    Delivers,
    Delivery,
    Door,
    FileOffer,
    Notice,
    Places,
    Pulled,
    Pulls,
    Receives,
    Reconciles,
    Sent,
    TakesEmergencies,
    TakesRatings,
)
from integrations.channel.registry import channels
from integrations.channel.settings import ChannelSettings, SettingsInvalid, Stored, load, save, shown

__all__ = [
    "FOR_CITIZENS",
    "OF_RATINGS",
    "Admits",
    "BringsFiles",
    "Capabilities",
    "Channel",
    "ChannelError",
    "ChannelSettings",
    "DayList",
    "Delivers",
    "Delivery",
    "Door",
    "FileOffer",
    "Notice",
    "Places",
    "Pulled",
    "Pulls",
    "Receives",
    "Reconciles",
    "Refused",
    "Sent",
    "SettingsInvalid",
    "Stored",
    "TakesEmergencies",
    "TakesRatings",
    "TryLater",
    "Uncertain",
    "Unreadable",
    "channels",
    "load",
    "save",
    "shown",
]
