"""The real exchange of the telephony tests."""

from tests.callcenter.telephony.conftest import exchange, running_exchange

__all__ = ["exchange", "running_exchange"]
