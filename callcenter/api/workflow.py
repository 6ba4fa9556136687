"""The workflow for buttons and forms: states, verbs, fields, roles, with their Chinese names."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from callcenter.api.orders.fields import sent_as
from callcenter.api.orders.shapes import VerbRequest
from callcenter.web.access import Access, allowed
from callcenter.web.permissions import Right
from callcenter.web.transaction import Transaction
from models.catalogue import reasons
from models.clocks import CLOCKS
from models.orders import FIELDS, STATES, SYSTEM_ROLE, VERBS
from models.orders.workflow.fields import Catalogue, Kind
from models.people import Role

router = APIRouter(prefix="/workflow", tags=["orders"])

Reader = Annotated[Access, Depends(allowed(Right.CATALOGUE_READ))]


class Named(BaseModel):
    """A word of the workflow and its Chinese name."""

    name: str
    chinese: str


class Choice(BaseModel):
    """One value that a field may have."""

    value: str
    chinese: str


class FieldBody(Named):
    """A field of a form; every verb takes `reason` and `text` too.

    sent_as: its name in a verb's request, null where none carries it (an attachment goes by its own way). of: what a
    code is one of; `part`: the order's assisting units. least, most: bounds of a number. longest: signs of a text.
    """

    kind: Kind
    choices: list[Choice]
    sent_as: str | None
    of: Catalogue | None
    least: int | None
    most: int | None
    longest: int | None


class VerbBody(Named):
    """A verb. to_state null: the order stays where it is; ends: every state in which it may leave the order."""

    from_states: list[str]
    to_state: str | None
    ends: list[str]
    roles: list[str]
    needs: list[str]
    takes: list[str]
    own_unit: bool
    assist: bool


class Workflow(BaseModel):
    """The one table of states and verbs."""

    states: list[Named]
    verbs: list[VerbBody]
    fields: list[FieldBody]
    roles: list[Named]
    clocks: list[Named]


_REQUEST: Final = VerbRequest.model_json_schema()["properties"]


def _longest(sent: str | None) -> int | None:
    """Characters that a verb's request takes in a text field."""
    kinds = _REQUEST.get(sent, {}).get("anyOf", ())
    return next((kind["maxLength"] for kind in kinds if kind.get("type") == "string" and "maxLength" in kind), None)


@router.get("")
def workflow(_: Reader, transaction: Transaction) -> Workflow:
    """States, verbs, fields and roles, in the order in which a console shows them."""
    given = reasons.live(transaction, {field.reasons for field in FIELDS.values() if field.reasons})
    return Workflow(
        states=[Named(name=name, chinese=chinese) for name, chinese in STATES.items()],
        verbs=[
            VerbBody(
                name=verb.name,
                chinese=verb.chinese,
                from_states=[name for name in STATES if name in verb.from_states],
                to_state=verb.to_state,
                ends=[name for name in STATES if name in verb.ends],
                roles=sorted(verb.roles - {SYSTEM_ROLE}),
                needs=list(verb.needs),
                takes=list(verb.takes),
                own_unit=verb.own_unit,
                assist=verb.assist,
            )
            for verb in VERBS.values()
        ],
        fields=[
            FieldBody(
                name=name,
                chinese=field.chinese,
                kind=field.kind,
                choices=[
                    Choice(value=value, chinese=chinese)
                    for value, chinese in (field.choices or given.get(field.reasons, {})).items()
                ],
                sent_as=sent_as(name),
                of=field.of,
                least=field.least,
                most=field.most,
                longest=_longest(sent_as(name)),
            )
            for name, field in FIELDS.items()
        ],
        roles=[Named(name=role.value, chinese=role.chinese) for role in Role],
        clocks=[Named(name=name, chinese=chinese) for name, chinese in CLOCKS.items()],
    )
