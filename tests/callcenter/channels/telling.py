"""The relay and the sender in a test."""

from callcenter.channels import relay, sending
from models.database import Store


def work(store: Store, address: str = "") -> None:
    """Until every notice that can go out has gone."""
    while relay.turn(store, address) + sending.send(store):
        pass
