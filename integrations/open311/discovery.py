"""The service discovery document: where the endpoint is, which formats it speaks, whom to ask for a key."""

from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from integrations.open311.wire import MIME, Listed
from models import clock
from models.catalogue.tables import CityVersion

SPECIFICATION: Final = "http://wiki.open311.org/GeoReport_v2"


def discovery(session: Session, url: str, city_name: str, test: bool) -> dict[str, Any]:
    """The document. url: of the endpoint; test: what comes in is not acted upon."""
    changed = _changed(session)
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


def _changed(session: Session) -> str:
    """When the services or their questions may last have changed: the instant of the city's newest version."""
    at = session.scalar(select(CityVersion.at).order_by(CityVersion.number.desc()).limit(1))
    return at.astimezone(clock.LOCAL).strftime("%Y-%m-%d %H:%M") if at else ""
