"""The port of the exchange on Asterisk 20/22: ARI for control, AudioSocket for live audio."""

from callcenter.telephony.asterisk.switch import AsteriskSwitch

__all__ = ["AsteriskSwitch"]
