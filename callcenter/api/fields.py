"""Field types that several nouns share: what may come in, and how instants and references go out."""

from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, Field, StringConstraints

from models import clock


def _storable(text: str) -> str:
    if "\x00" in text:
        raise ValueError("NUL cannot be stored")
    return text


Code = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40), AfterValidator(_storable)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), AfterValidator(_storable)]
Words = Annotated[str, StringConstraints(max_length=20_000), AfterValidator(_storable)]
Reason = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=2, max_length=500), AfterValidator(_storable)
]
Phone = Annotated[str, StringConstraints(strip_whitespace=True, max_length=32, pattern=r"^[0-9+*\- ]*$")]

RequestType = Literal["咨询", "求助", "投诉", "举报", "建议", "表扬", "其他"]
Urgency = Literal["一般", "紧急", "特急"]
Instant = AwareDatetime


class Ref(BaseModel):
    """A department or a place: code and name."""

    code: str
    name: str


class CategoryRef(BaseModel):
    """A category and the names from the first level down."""

    code: str
    path: list[str]


class Person(BaseModel):
    """A colleague, by the number of his login."""

    id: int
    name: str


class Listing(BaseModel):
    """What every list says of itself: `as_of`, the instant at which it was read."""

    as_of: Instant = Field(default_factory=clock.now)


class Paged(Listing):
    """A page of a long list; `next` is the cursor of the following page, null on the last."""

    next: str | None = None
