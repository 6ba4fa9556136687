"""ARI's channels and bridges as legs of the port. Pure functions over decoded JSON."""

from typing import Any

from callcenter.telephony.switch import Leg

Json = dict[str, Any]

TAP, TALK, MEDIA, AGENT, OUT = "tap-", "talk-", "media-", "agent-", "out-"
"""Prefixes of what we create, so that it is recognised after a restart: snoops and their bridges, bridges of two
parties, streams to us, agents' legs, legs of citizens whom we call."""


def leg_of(channel: Json, *, joined: bool = False) -> Leg | None:
    """The leg that a channel is; None for helpers and channels that are not ours (no CONVERSATION)."""
    variables = {name: value for name, value in (channel.get("channelvars") or {}).items() if value}
    role, conversation = variables.get("ROLE"), variables.get("CONVERSATION")
    if not conversation or role not in ("caller", "agent") or is_helper(channel["id"]):
        return None
    number = channel["caller"]["number"]
    outbound = channel["id"].startswith(OUT)
    return Leg(
        id=channel["id"],
        conversation=conversation,
        role="caller" if role == "caller" else "agent",
        number=variables.get("ADDRESS", "") if role == "agent" or outbound else number,
        dialled=variables.get("DIALLED", ""),
        known=variables.get("KNOWN", "yes") == "yes",
        up=channel["state"] == "Up",
        outbound=outbound,
        joined=joined,
        held_since=_epoch(variables.get("HELD_SINCE")),
        up_since=_epoch(variables.get("UP_SINCE")),
        variables=variables,
    )


def existing(channels: list[Json], bridges: list[Json]) -> tuple[Leg, ...]:
    """The legs that are in our hands: in Stasis, or agents' telephones that still ring.

    A caller whom the dialplan still holds outside of Stasis will arrive by itself.
    """
    talking = {
        c
        for bridge in bridges
        if bridge["id"].startswith(TALK) and len(bridge["channels"]) > 1
        for c in bridge["channels"]
    }
    legs = (
        leg_of(channel, joined=channel["id"] in talking)
        for channel in channels
        if channel["dialplan"]["app_name"] == "Stasis" or channel["id"].startswith((AGENT, OUT))
    )
    return tuple(leg for leg in legs if leg)


def is_helper(channel_id: str) -> bool:
    return channel_id.startswith((TAP, MEDIA))


def _epoch(said: str | None) -> float | None:
    return float(said) if said and said.isdecimal() else None
