"""Renders asterisk-config/ into a directory that Asterisk starts from."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

import jinja2

from callcenter.exchange.keys import ExchangeKeys
from callcenter.exchange.program import Asterisk
from callcenter.exchange.site import Site

_PACKAGED = Path(__file__).parent / "templates"
_CHECKOUT = Path(__file__).parents[2] / "asterisk-config"
_LONGEST_RUN = 107 - len("/asterisk.ctl")
"""Unix sockets allow 107 characters of path."""
_EMPTY = (
    *("features", "codecs", "acl", "udptl", "ccss", "extconfig", "cel", "stasis", "pjproject"),
    *("queues", "pjsip_notify", "confbridge", "dnsmgr", "enum", "websocket_client"),
)
"""Files that Asterisk asks for and that need no content: their absence is only noise in its log."""


@dataclass(frozen=True)
class Rendered:
    """A configuration on disk: `main` is what `asterisk -C` takes."""

    folder: Path
    main: Path
    run: Path
    log: Path


def render(folder: Path, program: Asterisk, site: Site, keys: ExchangeKeys, *, demo: bool) -> Rendered:
    """Write every file below `folder` (mode 0700) and name the main one.

    `demo` opens 12345 to callers on this machine.
    """
    run = _run_folder(folder)
    for name in ("etc", "lib", "keys/keys", "spool", "log", "cache", "moh", "agi"):
        _private(folder / name)
    values = {
        "folder": folder,
        "run": run,
        "modules": program.modules,
        "data": program.data,
        "site": site,
        "ari_user": keys.ari_user,
        "ari_password": keys.ari_password,
        "demo": demo,
    }
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates()),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - Asterisk's configuration, not HTML; Site refuses line breaks
    )
    for name in environment.list_templates(extensions=["j2"]):
        _write(folder / "etc" / name.removesuffix(".j2"), environment.get_template(name).render(values))
    for name in _EMPTY:
        _write(folder / "etc" / f"{name}.conf", "; nothing to set\n")
    return Rendered(folder, folder / "etc/asterisk.conf", run, folder / "log/messages.log")


def templates() -> Path:
    """The folder of the templates: in an installed package, else in the checkout."""
    return _PACKAGED if _PACKAGED.is_dir() else _CHECKOUT


def _run_folder(folder: Path) -> Path:
    """A private directory for the control socket, short enough for one."""
    run = folder / "run"
    if len(str(run)) > _LONGEST_RUN:
        name = hashlib.sha256(str(folder).encode()).hexdigest()[:16]
        run = Path(tempfile.gettempdir()) / f"hotline-{os.getuid()}-{name}"
    _private(run)
    if run.stat().st_uid != os.getuid():
        raise PermissionError(f"{run} belongs to somebody else")
    return run


def _private(path: Path) -> None:
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.chmod(0o700)


def _write(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
