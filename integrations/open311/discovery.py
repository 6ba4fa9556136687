"""The service discovery document: where the endpoint is, which formats it speaks, whom to ask for a key."""

from datetime import datetime
from typing import Any, Final

from integrations.open311.wire import MIME, Listed
from models import clock
from models.catalogue.vocabulary import city_folder

SPECIFICATION: Final = "http://wiki.open311.org/GeoReport_v2"
_FILES: Final = ("categories.csv", "attributes.csv")


def discovery(url: str, city: str, city_name: str, test: bool) -> dict[str, Any]:
    """The document. url: of the endpoint; test: what comes in is not acted upon."""
    changed = _changed(city)
    endpoint = {
        "specification": SPECIFICATION,
        "url": url,
        "changeset": changed,
        "type": "test" if test else "production",
        "formats": Listed("format", list(MIME)),
    }
    return {
        "changeset": changed,
        "contact": f"{city_name} 12345 政务服务便民热线，请拨打 12345",
        "key_service": f"开发者请联系{city_name}热线管理单位申请 api_key；演示环境可用 demo",
        "endpoints": Listed("endpoint", [endpoint]),
    }


def _changed(city: str) -> str:
    """When the services or their questions last changed: the instant of the newest of the city's files."""
    folder = city_folder(city)
    times = [path.stat().st_mtime for name in _FILES if (path := folder / name).is_file()]
    return datetime.fromtimestamp(max(times, default=0), clock.LOCAL).strftime("%Y-%m-%d %H:%M")
