"""The exchange of ratings (政务服务“好差评”): ratings, their verification, what was mended (51号, GB/T 39735-2020).

The hotline is one of the rated service channels. Off until an administrator sets it; it brings nothing.
"""

from integrations.service_ratings.channel import CHANNEL

__all__ = ["CHANNEL"]
