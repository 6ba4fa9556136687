"""The door of signed requests: who may come in, and what he is told."""

import json
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from integrations.channel import save
from integrations.channel.signing import signature, signed_headers
from integrations.website.channel import CHANNEL
from models import clock
from models.database import Store
from models.intake import InboxMessage
from tests.integrations.channel.kit import WORDS
from tests.integrations.far_side import FarSide
from tests.integrations.signed_intake.test_contract import IDENTITY, SECRET, SignedWorld

BODY = json.dumps({"content": WORDS, "phone": "13812345678"}).encode()
ADDRESS = "/channels/website/messages"


@pytest.fixture
def world(client: TestClient, far_side: FarSide, store: Store) -> SignedWorld:
    world = SignedWorld(CHANNEL, client, far_side)
    with store.transaction() as session:
        save(session, "website", CHANNEL.settings, world.settings, enabled=True, version=0, by="kit")
    return world


def count(store: Store) -> int:
    with store.reading() as session:
        return session.execute(select(func.count()).select_from(InboxMessage)).scalar_one()


def test_a_message_is_acknowledged_and_asked_after(world: SignedWorld, client: TestClient, store: Store) -> None:
    first = world.send("order-1001", BODY)
    again = world.send("order-1001", BODY)
    assert (first.status_code, first.json()) == (202, {"message": "order-1001", "repeated": False})
    assert (again.status_code, again.json()) == (200, {"message": "order-1001", "repeated": True})
    told = client.get(f"{ADDRESS}/order-1001", headers=signed_headers(IDENTITY, SECRET, b""))
    assert (told.status_code, told.json()["state"]) == (200, "received")
    unknown = client.get(f"{ADDRESS}/order-1002", headers=signed_headers(IDENTITY, SECRET, b""))
    assert (unknown.status_code, unknown.json()["code"]) == (404, "message-unknown")
    assert count(store) == 1


def test_a_key_with_other_words_is_a_conflict(world: SignedWorld, store: Store) -> None:
    world.send("order-1001", BODY)
    other = world.send("order-1001", BODY.replace(b"138", b"139"))
    assert (other.status_code, other.json()["code"]) == (409, "key-taken")
    assert count(store) == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"X-Hotline-Signature": "00" * 32}, "signature-wrong"),
        ({"X-Hotline-Signature": ""}, "signature-missing"),
        ({"X-Hotline-Nonce": "short"}, "signature-missing"),
        ({"X-Hotline-Nonce": "another-nonce-than-signed"}, "signature-wrong"),
        ({"X-Hotline-Timestamp": "1"}, "signature-wrong"),
        ({"X-Hotline-Id": "somebody-else"}, "signature-wrong"),
    ],
)
def test_a_wrong_signature_does_not_come_in(
    world: SignedWorld, store: Store, change: dict[str, str], code: str
) -> None:
    answer = world.send("order-1001", BODY, **change)
    assert (answer.status_code, answer.json()["code"]) == (401, code)
    assert count(store) == 0


def test_a_request_is_good_once(world: SignedWorld, client: TestClient, store: Store) -> None:
    sent = signed_headers(IDENTITY, SECRET, BODY) | {"Idempotency-Key": "order-1001"}
    assert client.post(ADDRESS, content=BODY, headers=sent).status_code == 202
    again = client.post(ADDRESS, content=BODY, headers=sent | {"Idempotency-Key": "order-1002"})
    assert (again.status_code, again.json()["code"]) == (401, "signature-replayed")
    assert count(store) == 1


def test_a_clock_that_is_wrong_is_told_the_time(world: SignedWorld) -> None:
    late = str(int((clock.now() - timedelta(minutes=6)).timestamp()))
    nonce = "nonce-of-an-old-request"
    answer = world.send(
        "order-1001",
        BODY,
        **{
            "X-Hotline-Timestamp": late,
            "X-Hotline-Nonce": nonce,
            "X-Hotline-Signature": signature(SECRET, late, nonce, BODY),
        },
    )
    assert (answer.status_code, answer.json()["code"]) == (401, "signature-expired")
    assert abs(answer.json()["server_time"] - clock.now().timestamp()) < 60


@pytest.mark.parametrize("key", ["", "short", "with space 12", "k" * 201])
def test_without_a_key_nothing_is_taken(world: SignedWorld, store: Store, key: str) -> None:
    answer = world.send(key, BODY)
    assert (answer.status_code, answer.json()["code"]) == (422, "key-missing")
    assert count(store) == 0


def test_an_address_that_is_refused_again_and_again_waits(world: SignedWorld, client: TestClient) -> None:
    for number in range(30):
        assert world.send("order-1001", BODY, **{"X-Hotline-Signature": "00"}).status_code == 401
        assert client.get(f"{ADDRESS}/{number}").status_code == 401
    answer = world.send("order-1001", BODY)
    assert (answer.status_code, answer.json()["code"]) == (429, "too-many-requests")


def test_what_is_refused_after_its_signature_was_right_does_not_count(world: SignedWorld) -> None:
    for _ in range(61):
        assert world.send("short", BODY).status_code == 422
    assert world.send("order-1001", BODY).status_code == 202


def test_a_closed_door(client: TestClient, store: Store) -> None:
    answer = client.post(ADDRESS, content=BODY, headers=signed_headers(IDENTITY, SECRET, BODY))
    assert (answer.status_code, answer.json()["code"]) == (503, "channel-disabled")
    assert count(store) == 0


def test_more_than_a_message_is_refused(world: SignedWorld) -> None:
    answer = world.send("order-1001", b"x" * ((16 << 20) + 1))
    assert (answer.status_code, answer.json()["code"]) == (413, "body-too-large")
