"""Where citizens reach this installation: as its settings say, else as the request came."""

from starlette.requests import Request

from callcenter.web.state import web


def public_address(request: Request) -> str:
    """Such as https://12345.example.gov.cn, without a slash at its end."""
    return web(request).settings.public_url or str(request.base_url).rstrip("/")
