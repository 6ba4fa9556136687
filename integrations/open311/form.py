"""POST Service Request: the form that an application sends, checked, and turned into a Submission."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from math import isfinite
from typing import Any, Final
from urllib.parse import urlsplit

import orjson
from starlette.datastructures import FormData

from integrations.open311.asking import w3
from integrations.open311.attributes import Attribute
from integrations.open311.faults import Fault
from models import clock
from models.intake import Channel, Submission

MEDIA_LINE: Final = "媒体链接："
LONGEST: Final = 4000
"""Characters of a description, by the specification."""
_LINES: Final = {
    "address_string": 200, "address_id": 40, "email": 200, "device_id": 200, "account_id": 200, "first_name": 40,
    "last_name": 40, "phone": 32, "media_url": 1000, "service_code": 40,
}  # fmt: skip
_ATTRIBUTE: Final = re.compile(r"attribute\[([^\]]{1,60})\](\[\])?")
_HAN: Final = re.compile(r"[\u4e00-\u9fff]")
_PHONE: Final = re.compile(r"\+?[0-9][0-9 ()-]{4,30}")


@dataclass(frozen=True)
class Given:
    """The form as it came: texts without NUL and surrounding spaces, empty ones left out; attributes by code."""

    texts: dict[str, str]
    attributes: dict[str, list[str]] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.texts.get(name, "")


def given(form: FormData) -> Given:
    """An empty parameter is the same as none (the specification)."""
    texts: dict[str, str] = {}
    attributes: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if not isinstance(value, str) or not (text := value.replace("\x00", "").strip()):
            continue
        if attribute := _ATTRIBUTE.fullmatch(name):
            attributes.setdefault(attribute[1], []).append(text)
        else:
            texts.setdefault(name, text)
    return Given(texts, attributes)


@dataclass(frozen=True)
class Demand:
    """What was asked for. category: the service; the flags and form go into the order."""

    submission: Submission
    form: dict[str, Any]


def demand(said: Given, questions: tuple[Attribute, ...], external_id: str, address: str | None) -> Demand:
    """The demand. address: the name of the place whose address_id was given, None where there is no such place.

    Raises `Fault` with everything that is missing or wrong, never only the first.
    """
    wrong = [f"{name} 不能超过 {most} 字" for name, most in _LINES.items() if len(said[name]) > most]
    if len(said["description"]) > LONGEST:
        wrong.append(f"description 不能超过 {LONGEST} 字")
    lat, lng = _coordinates(said, wrong)
    if lat is None and not said["address_string"] and not said["address_id"]:
        wrong.append("需要地点：lat 和 long，或 address_string，或 address_id")
    if said["address_id"] and address is None:
        wrong.append("没有这个 address_id，请用本市的行政区划代码")
    if said["phone"] and not _PHONE.fullmatch(said["phone"]):
        wrong.append("phone 不是电话号码")
    if said["media_url"] and urlsplit(said["media_url"]).scheme not in ("http", "https"):
        wrong.append("media_url 应为 http 或 https 地址")
    answers = {one.code: _answer(one, said.attributes.get(one.code, []), wrong) for one in questions}
    if wrong:
        raise Fault(400, *wrong)
    occurred = answers.get("occurred_at")
    submission = Submission(
        channel=Channel.OPEN311,
        external_id=external_id,
        text=_words(said, questions, answers),
        received_at=clock.now(),
        citizen_name=_name(said["last_name"], said["first_name"]),
        citizen_phone=said["phone"] or None,
        place_text=(said["address_string"] or address or "")[: _LINES["address_string"]],
        occurred_at=w3(occurred[0]) if occurred else None,
        flags=frozenset(_flags(said, answers)),
        raw=orjson.dumps({"texts": _without_key(said.texts), "attributes": said.attributes}),
        account=said["account_id"] or None,
        lat=lat,
        lng=lng,
    )
    form: dict[str, Any] = {"category_code": said["service_code"]}
    if said["address_id"]:
        form["place_code"] = said["address_id"]
    if kind := answers.get("request_type"):
        form["request_type"] = kind[0]
    return Demand(submission, form)


_OWN_FIELDS: Final = ("request_type", "occurred_at", "secret", "no_public")


def _words(said: Given, questions: tuple[Attribute, ...], answers: dict[str, list[str]]) -> str:
    """The description, then what the questions brought, then the link: each on a line of its own."""
    lines = [said["description"]] if said["description"] else []
    lines += [
        f"{one.description}：{'、'.join(answers[one.code])}"
        for one in questions
        if one.code not in _OWN_FIELDS and answers[one.code]
    ]
    if said["media_url"]:
        lines.append(MEDIA_LINE + said["media_url"])
    return "\n".join(lines)


def _flags(said: Given, answers: dict[str, list[str]]) -> list[str]:
    flags = []
    if answers.get("secret") == ["是"]:
        flags.append("secret")
    if answers.get("no_public") == ["不同意"]:
        flags.append("no_public")
    if not said["phone"]:
        flags.append("anonymous")
    return flags


def _name(last: str, first: str) -> str | None:
    """张 + 三丰 is written together, Smith and John are not."""
    return (f"{last}{first}" if _HAN.search(last + first) else f"{first} {last}".strip()) or None


def _coordinates(said: Given, wrong: list[str]) -> tuple[float | None, float | None]:
    if not said["lat"] and not said["long"]:
        return None, None
    try:
        lat, lng = float(said["lat"]), float(said["long"])
        if isfinite(lat) and isfinite(lng) and abs(lat) <= 90 and abs(lng) <= 180:
            return lat, lng
    except ValueError:
        pass
    wrong.append("lat 与 long 须同时给出，为 WGS84 经纬度")
    return None, None


def _answer(one: Attribute, values: list[str], wrong: list[str]) -> list[str]:
    what = f"attribute[{one.code}]（{one.description}）"
    if not values:
        if one.required:
            wrong.append(f"{what} 必填")
        return []
    if one.datatype != "multivaluelist" and len(values) > 1:
        wrong.append(f"{what} 只能有一个值")
    if one.values and not set(values) <= set(one.values):
        wrong.append(f"{what} 应为 {'、'.join(one.values)} 之一")
    if any(len(value) > 500 for value in values):
        wrong.append(f"{what} 不能超过 500 字")
    try:
        _typed(one.datatype, values[0])
    except ValueError:
        wrong.append(f"{what} 的格式不对：{one.datatype_description or one.datatype}")
    return values


def _typed(datatype: str, value: str) -> None:
    if datatype == "number" and not isfinite(float(value)):
        raise ValueError(value)
    if datatype == "datetime" and not _plausible(w3(value)):
        raise ValueError(value)


def _plausible(at: datetime) -> bool:
    return at <= clock.now()


def _without_key(texts: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in texts.items() if name != "api_key"}
