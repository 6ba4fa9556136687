"""The real exchange of the telephony tests."""

from tests.callcenter.telephony.conftest import exchange

__all__ = ["exchange"]
