"""The interface's parameters and forms for the OpenAPI document: read by hand, so described by hand."""

from typing import Any, Final

_TEXT: Final = {"type": "string"}
_JURISDICTION: Final = (
    "jurisdiction_id",
    "only needed where an endpoint serves several; ours is told in docs/open311.md",
)


def _query(*named: tuple[str, str]) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "query", "required": False, "schema": _TEXT, "description": text} for name, text in named
    ]


def _form(*required: str, **fields: str) -> dict[str, Any]:
    properties = {name: {**_TEXT, "description": text} for name, text in fields.items()}
    schema = {"type": "object", "properties": properties, "required": list(required)}
    return {"required": True, "content": {"application/x-www-form-urlencoded": {"schema": schema}}}


_SPAN: Final = (
    ("start_date", "earliest instant, W3 format with a zone"),
    ("end_date", "latest instant; at most 90 days after start_date"),
    ("service_request_id", "comma delimited; overrides all other arguments"),
    ("page", "extension: from 1"),
    ("page_size", "extension: at most 1000"),
    ("api_key", "with it, what this application has handed in itself is shown too"),
)
LIST: Final = {"parameters": _query(_JURISDICTION)}
REQUESTS: Final = {
    "parameters": _query(
        _JURISDICTION,
        ("service_code", "comma delimited"),
        ("status", "open, closed, or a state of FixMyStreet's extension; comma delimited"),
        ("extensions", "true: with extended_attributes"),
        *_SPAN,
    )
}
UPDATES: Final = {"parameters": _query(_JURISDICTION, *_SPAN)}
POST_REQUEST: Final = {
    "requestBody": _form(
        "api_key",
        "service_code",
        api_key="",
        jurisdiction_id=_JURISDICTION[1],
        service_code="of GET services",
        lat="WGS 84; with long, or an address instead",
        long="WGS 84",
        address_string="from the most specific to the most general",
        address_id="code of a division (行政区划代码)",
        email="",
        device_id="",
        account_id="",
        first_name="",
        last_name="",
        phone="",
        description="at most 4000 characters",
        media_url="http or https",
    )
}
POST_UPDATE: Final = {
    "requestBody": _form(
        "api_key",
        "update_id",
        "service_request_id",
        "updated_datetime",
        "status",
        api_key="",
        jurisdiction_id=_JURISDICTION[1],
        update_id="the sender's own; the same again changes nothing",
        service_request_id="",
        updated_datetime="W3 format",
        status="open, closed, or a state of FixMyStreet's extension",
        description="",
        email="",
        phone="",
        first_name="",
        last_name="",
        title="",
        media_url="",
        account_id="",
    )
}
