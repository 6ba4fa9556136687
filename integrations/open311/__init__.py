"""Open311 GeoReport v2: other applications hand in demands and read what is public (docs/open311.md)."""

from integrations.open311.house import House
from integrations.open311.routes import routes

__all__ = ["House", "routes"]
