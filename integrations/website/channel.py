"""The website as a channel: beside our own pages, the city's 网络问政平台 may send what its citizens write there."""

from integrations.signed_intake import SignedIntake
from models.intake import Channel

CHANNEL = SignedIntake("website", "网络问政平台", Channel.WEBSITE)
