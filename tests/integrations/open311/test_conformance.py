"""The conformance kit (georeport.py) against our own server."""

import pytest
from fastapi.testclient import TestClient

from models import api_clients, orders
from models.database import Store
from models.intake import Channel
from models.orders import SYSTEM, Actor
from tests.integrations.open311.georeport import READS, WRITES, Server

DISPATCHER = Actor(None, "周敏", "dispatcher")


@pytest.fixture
def server(client: TestClient, store: Store) -> Server:
    """A server with published orders, open and closed."""
    with store.transaction() as session:
        api_clients.issue(session, "检验", "检验", "conformance")
        for number in range(3):
            form = {
                "title": "路灯",
                "content": f"第{number}盏路灯不亮",
                "category_code": "020403",
                "place_text": "温泉路",
            }
            order = orders.create_draft(session, SYSTEM, channel=Channel.PHONE, **form)
            orders.apply(session, SYSTEM, order.order_no, "dispatch", None, lead_code="421202")
            orders.apply(session, DISPATCHER, order.order_no, "release", None)
    with store.transaction() as session:
        orders.apply(session, DISPATCHER, order.order_no, "cancel", None, reason="重复")
    return Server(client, "/open311/v2", "conformance")


def test_we_conform(server: Server) -> None:
    """One server for all checks: each is tried, whatever became of the one before."""
    failed: dict[str, str] = {}
    for check in READS + WRITES:
        try:
            check(server)
        except AssertionError as error:
            failed[check.__name__] = str(error)
    assert failed == {}
