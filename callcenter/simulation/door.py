"""A written demand as a channel's door stores it."""

import json
from datetime import datetime

from callcenter.simulation.words import Demand
from models.intake import Channel, Submission


def submission(external: str, channel: Channel, demand: Demand, received_at: datetime) -> Submission:
    """Read already: what the channel's own reader would have made of the bytes."""
    flags = {"secret"} if demand.secret else set()
    flags |= {"anonymous"} if demand.name is None else set()
    return Submission(
        channel=channel,
        external_id=external,
        text=demand.text,
        received_at=received_at,
        citizen_name=demand.name,
        citizen_phone=demand.phone,
        place_text=demand.place_text,
        flags=frozenset(flags),
        raw=json.dumps({"text": demand.text}, ensure_ascii=False).encode(),
    )
