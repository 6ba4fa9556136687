"""Applications of the open interface: who has a key. A key is shown once, when it is made."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, Field, StringConstraints

from callcenter.api.fields import Instant, Line, Listing
from callcenter.web.access import Access, allowed
from callcenter.web.idempotency import Once
from callcenter.web.permissions import Right
from callcenter.web.problem import Problem
from callcenter.web.transaction import Transaction
from models import api_clients
from models.api_clients import ApiClient

router = APIRouter(prefix="/api-clients", tags=["open311"])

Keeper = Annotated[Access, Depends(allowed(Right.API_CLIENTS))]


class NewClient(BaseModel):
    """An application. contact: whom we call when it misbehaves."""

    name: Annotated[Line, StringConstraints(min_length=1)]
    contact: Annotated[Line, StringConstraints(min_length=1)]


class ClientBody(BaseModel):
    """An application as it is listed."""

    id: int
    name: str
    contact: str
    created_at: Instant
    revoked_at: Instant | None


class IssuedClient(ClientBody):
    """A new application with its key, which nobody can see again."""

    key: str = Field(description="the api_key, shown this once")


class ClientList(Listing):
    items: list[ClientBody]


@router.get("")
def listing(_: Keeper, transaction: Transaction) -> ClientList:
    """All applications, the newest first."""
    return ClientList(items=[_body(one) for one in api_clients.every(transaction)])


@router.post("", status_code=201)
def issue(wanted: NewClient, _: Keeper, transaction: Transaction, once: Once) -> IssuedClient:
    """A key for a new application."""

    def write() -> IssuedClient:
        if api_clients.named(transaction, wanted.name) is not None:
            raise Problem("name-taken")
        client, key = api_clients.issue(transaction, wanted.name, wanted.contact)
        return IssuedClient(**_body(client).model_dump(), key=key)

    return once(IssuedClient, write)


@router.delete("/{client_id}", status_code=204)
def revoke(client_id: Annotated[int, Path(ge=1, le=2**31)], _: Keeper, transaction: Transaction) -> None:
    """Its key is not taken any more; what it has handed in stays."""
    if api_clients.revoke(transaction, client_id) is None:
        raise Problem("not-found")


def _body(client: ApiClient) -> ClientBody:
    return ClientBody(
        id=client.id,
        name=client.name,
        contact=client.contact,
        created_at=client.created_at,
        revoked_at=client.revoked_at,
    )
