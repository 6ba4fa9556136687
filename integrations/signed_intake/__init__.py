"""REST intake with signed requests, for the city's own systems: the website 网络问政平台 and the app 云上咸宁."""

from integrations.signed_intake.channel import SignedIntake

__all__ = ["SignedIntake"]
