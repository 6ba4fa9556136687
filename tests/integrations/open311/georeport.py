"""Whether a server speaks Open311 GeoReport v2: checks made from the specification, for any server, ours or not.

    python tests/integrations/open311/georeport.py https://city.example/open311/v2 --api-key KEY [--jurisdiction ID]

Needs httpx and nothing of this project. With --read-only nothing is handed in. Exit 0: every check passed.
"""

import argparse
import json
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import httpx

W3 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")
SERVICE = {"service_code", "service_name", "description", "metadata", "type", "keywords", "group"}
QUESTION = {"variable", "code", "datatype", "required", "datatype_description", "order", "description"}
DATATYPES = {"string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"}
MAY_BE_MISSING = {"status_notes", "agency_responsible", "service_notice", "expected_datetime"}
REQUEST = {
    "service_request_id", "status", "service_name", "service_code", "description", "requested_datetime",
    "updated_datetime", "address", "address_id", "zipcode", "lat", "long", "media_url",
}  # fmt: skip
LISTS = {
    "services",
    "attributes",
    "values",
    "service_requests",
    "errors",
    "endpoints",
    "formats",
    "service_request_updates",
}


@dataclass
class Server:
    """A server and what is known of it. base: address of the endpoint, without a slash at its end."""

    http: httpx.Client
    base: str
    api_key: str = ""
    jurisdiction: str = ""
    discovery: str = ""
    posted: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **query: str) -> httpx.Response:
        asked = {"jurisdiction_id": self.jurisdiction, **query} if self.jurisdiction else query
        return self.http.get(self.base + path, params=asked)

    def post(self, path: str, **form: str) -> httpx.Response:
        sent = {"jurisdiction_id": self.jurisdiction, **form} if self.jurisdiction else form
        return self.http.post(self.base + path, data=sent)

    def both(self, path: str, **query: str) -> Any:
        """The answer in XML and in JSON, which must say the same; returns it as JSON has it."""
        as_xml, as_json = self.get(f"{path}.xml", **query), self.get(f"{path}.json", **query)
        assert as_xml.status_code == as_json.status_code == 200, (path, as_xml.status_code, as_json.status_code)
        said, found = read(as_json), read(as_xml)
        assert texts(said) == texts(found), f"{path}: XML and JSON differ"
        return said

    def known_service(self) -> dict[str, Any]:
        """A service that asks for nothing more, where there is one."""
        found = self.both("/services")
        return next((one for one in found if not self.required(one)), found[0])

    def required(self, service: dict[str, Any]) -> list[dict[str, Any]]:
        if not service["metadata"]:
            return []
        questions = read(self.get(f"/services/{service['service_code']}.json"))["attributes"]
        return [one for one in questions if one["required"]]


def read(answer: httpx.Response) -> Any:
    """The body by its content type, XML in the JSON shape of the Spark convention."""
    kind = answer.headers["content-type"].replace(" ", "").lower()
    if kind.startswith("application/json"):
        return json.loads(answer.content.decode("utf-8"))
    assert kind == "text/xml;charset=utf-8", kind
    assert re.match(rb"<\?xml[^>]*encoding=['\"]utf-8['\"]", answer.content, re.I), (
        "no XML declaration with its encoding"
    )
    return spark(ET.fromstring(answer.content))


def spark(element: ET.Element) -> Any:
    """An element as JSON: lists lose the names of their items, everything else keeps its name."""
    if element.tag in LISTS:
        return [spark(item) for item in element]
    if len(element):
        return {child.tag: spark(child) for child in element}
    return (element.text or "").strip() or None


def texts(value: Any) -> Any:
    """For comparing: XML knows no types."""
    if isinstance(value, list):
        return [texts(item) for item in value]
    if isinstance(value, dict):
        return {name: texts(item) for name, item in value.items()}
    if isinstance(value, bool):
        return str(value).lower()
    return None if value in (None, "") else str(value).strip()


def refused(answer: httpx.Response, status: int) -> None:
    """A refusal has its HTTP status and a list of errors, each with a code and words."""
    assert answer.status_code == status, (answer.status_code, answer.text[:300])
    errors = read(answer)
    assert isinstance(errors, list)
    assert errors
    for error in errors:
        assert set(error) == {"code", "description"}, error
        assert str(error["code"]), error
        assert error["description"], error


def discovery_in_both_formats(server: Server) -> None:
    """Service Discovery: all fields are required, both formats too."""
    at = server.discovery or server.base.rsplit("/", 1)[0] + "/discovery"
    answers = [server.http.get(f"{at}.{ending}") for ending in ("xml", "json")]
    assert [answer.status_code for answer in answers] == [200, 200]
    in_xml, said = read(answers[0]), read(answers[1])
    assert texts(in_xml) == texts(said)
    assert {"changeset", "contact", "key_service", "endpoints"} <= set(said)
    for endpoint in said["endpoints"]:
        assert {"specification", "url", "changeset", "type", "formats"} <= set(endpoint)
        assert endpoint["type"] in {"production", "test"}
        assert set(endpoint["formats"]) <= {"text/xml", "application/json"}
    assert any("GeoReport_v2" in endpoint["specification"] for endpoint in said["endpoints"])


def services_are_listed(server: Server) -> None:
    """GET Service List."""
    found = server.both("/services")
    assert found
    codes = [service["service_code"] for service in found]
    assert len(set(codes)) == len(codes)
    for service in found:
        assert set(service) >= SERVICE, SERVICE - set(service)
        assert service["type"] in {"realtime", "batch", "blackbox"}
        assert isinstance(service["metadata"], bool)


def definitions_ask_what_they_may(server: Server) -> None:
    """GET Service Definition, of the first five services that have one."""
    with_questions = [one for one in server.both("/services") if one["metadata"]][:5]
    for service in with_questions:
        found = server.both(f"/services/{service['service_code']}")
        assert found["service_code"] == service["service_code"]
        places = [one["order"] for one in found["attributes"]]
        assert len(set(places)) == len(places)
        assert all(int(place) > 0 for place in places)
        for one in found["attributes"]:
            assert set(one) >= QUESTION
            assert one["datatype"] in DATATYPES
            assert isinstance(one["required"], bool)
            if one["datatype"].endswith("list"):
                assert one["values"]
                assert all(set(value) == {"key", "name"} for value in one["values"])


def what_does_not_exist_is_404(server: Server) -> None:
    """Errors: 404 for resources that do not exist, in both formats."""
    for ending in ("xml", "json"):
        refused(server.get(f"/services/no-such-service.{ending}"), 404)
        refused(server.get(f"/requests/no-such-request.{ending}"), 404)


def lists_hold_whole_records(server: Server) -> None:
    """GET Service Requests: fields, states, instants."""
    for record in server.both("/requests"):
        whole(record)


def whole(record: dict[str, Any]) -> None:
    missing = REQUEST - set(record) - MAY_BE_MISSING
    assert not missing, missing
    assert record["status"] in {"open", "closed"}
    for name in ("requested_datetime", "updated_datetime", "expected_datetime"):
        if record.get(name):
            assert W3.fullmatch(record[name]), record[name]


def lists_take_filters(server: Server) -> None:
    """GET Service Requests: status, service_code, dates; comma delimited; an empty one is none."""
    now = datetime.now(UTC)  # noqa: TID251 - the kit knows nothing of this project
    for status in ("open", "closed"):
        assert {record["status"] for record in read(server.get("/requests.json", status=status))} <= {status}
    all_of_them = read(server.get("/requests.json", status="open,closed"))
    assert texts(all_of_them) == texts(read(server.get("/requests.json", status="")))
    codes = sorted({record["service_code"] for record in all_of_them if record["service_code"]})[:2]
    if codes:
        some = read(server.get("/requests.json", service_code=",".join(codes)))
        assert {record["service_code"] for record in some} <= set(codes)
    span = {
        "start_date": (now - timedelta(days=30)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "end_date": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    for record in read(server.get("/requests.json", **span)):
        at = datetime.fromisoformat(record["requested_datetime"])
        assert now - timedelta(days=30, seconds=1) <= at <= now


def what_cannot_be_understood_is_400(server: Server) -> None:
    """GET Service Requests: more than 90 days, no instant."""
    refused(server.get("/requests.xml", start_date="2010-01-01T00:00:00Z", end_date="2010-06-24T00:00:00Z"), 400)
    refused(server.get("/requests.json", start_date="yesterday"), 400)


def pages_follow_each_other(server: Server) -> None:
    """Extension: page and page_size."""
    first = read(server.get("/requests.json", page_size="1"))
    second = read(server.get("/requests.json", page_size="1", page="2"))
    assert len(first) <= 1
    assert len(second) <= 1
    assert not first or not second or first[0]["service_request_id"] != second[0]["service_request_id"]


READS: tuple[Callable[[Server], None], ...] = (
    discovery_in_both_formats,
    services_are_listed,
    definitions_ask_what_they_may,
    what_does_not_exist_is_404,
    lists_hold_whole_records,
    lists_take_filters,
    what_cannot_be_understood_is_400,
    pages_follow_each_other,
)


def writing_needs_a_key(server: Server) -> None:
    """POST Service Request: 403 without a good api_key."""
    form = {
        "service_code": server.known_service()["service_code"],
        "address_string": "温泉路",
        "description": "路灯不亮",
    }
    refused(server.post("/requests.xml", **form), 403)
    refused(server.post("/requests.json", **form, api_key="no-such-key"), 403)


def writing_needs_a_service_and_a_place(server: Server) -> None:
    """POST Service Request: 400 without service_code, 404 for an unknown one, 400 without a whole location."""
    code = server.known_service()["service_code"]
    key = {"api_key": server.api_key}
    refused(server.post("/requests.xml", **key, address_string="温泉路"), 400)
    refused(server.post("/requests.json", **key, service_code="no-such-service", address_string="温泉路"), 404)
    refused(server.post("/requests.xml", **key, service_code=code, description="没有地点"), 400)
    refused(server.post("/requests.json", **key, service_code=code, lat="29.85"), 400)


def a_request_is_taken_and_can_be_read(server: Server) -> None:
    """POST Service Request, GET service_request_id from a token, GET Service Request."""
    service = server.known_service()
    form = {
        "api_key": server.api_key,
        "service_code": service["service_code"],
        "address_string": "咸宁市咸安区温泉路",
        "lat": "29.852814",
        "long": "114.322492",
        "description": "路口的灯坏了，\n晚上很危险。",
        "first_name": "三丰",
        "last_name": "张",
        "phone": "13812345678",
        "email": "zhang@example.com",
        "device_id": "tt222111",
        "account_id": "123456",
        "media_url": "https://pictures.example/1.jpg",
    }
    answers = [server.post(f"/requests.{ending}", **form) for ending in ("xml", "json")]
    for answer in answers:
        assert answer.status_code == 200, answer.text
        (record,) = read(answer)
        assert ("service_request_id" in record) != ("token" in record), "one of both, never both"
        number = (
            record.get("service_request_id")
            or read(server.get(f"/tokens/{record['token']}.json"))[0]["service_request_id"]
        )
        if number is None:
            continue  # a token may resolve later
        server.posted["id"] = str(number)
        (found,) = server.both(f"/requests/{number}")
        whole(found)
        assert str(found["service_request_id"]) == str(number)
        assert found["status"] == "open"
        assert found["service_code"] == service["service_code"]
    if "id" in server.posted:
        listed = read(server.get("/requests.json", service_request_id=server.posted["id"]))
        assert [str(record["service_request_id"]) for record in listed] == [server.posted["id"]]


def an_unknown_token_is_404(server: Server) -> None:
    """GET service_request_id from a token."""
    refused(server.get("/tokens/no-such-token.xml"), 404)
    refused(server.get("/tokens/no-such-token.json"), 404)


WRITES: tuple[Callable[[Server], None], ...] = (
    writing_needs_a_key,
    writing_needs_a_service_and_a_place,
    a_request_is_taken_and_can_be_read,
    an_unknown_token_is_404,
)


def main() -> int:
    parser = argparse.ArgumentParser(description="Open311 GeoReport v2 conformance")
    parser.add_argument("base", help="the endpoint, such as https://city.example/open311/v2")
    parser.add_argument("--api-key", default="")
    parser.add_argument("--jurisdiction", default="")
    parser.add_argument("--discovery", default="", help="address of discovery without its ending")
    parser.add_argument("--read-only", action="store_true")
    given = parser.parse_args()
    failed = 0
    with httpx.Client(timeout=30) as http:
        server = Server(http, given.base.rstrip("/"), given.api_key, given.jurisdiction, given.discovery)
        for check in READS if given.read_only else READS + WRITES:
            try:
                check(server)
            except (AssertionError, httpx.HTTPError, KeyError, ValueError, ET.ParseError) as error:
                failed += 1
                print(f"FAILED {check.__name__}: {type(error).__name__} {error}")
            else:
                print(f"passed {check.__name__}")
    print(f"{failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
