"""QR codes of places as sheets of paper."""

from collections.abc import Sequence
from io import BytesIO

import segno

from callcenter.printing.setting import typeset
from models import places
from models.places import KINDS, Place


def sheet(found: Sequence[Place], address: str, city: str, large: bool) -> bytes:
    """The PDF. address: where citizens reach this installation, without a slash at its end."""
    cards = [
        {
            "name": place.name,
            "kind": KINDS[place.kind],
            "address": place.address,
            "svg": svg(scanned(place, address)),
        }
        for place in found
    ]
    return typeset("qr_sheet.typ", {"city": city, "cards": cards, "large": large})


def scanned(place: Place, address: str) -> str:
    """What the code says: the address of the form with this place."""
    return f"{address}/website/q/{places.token(place)}"


def svg(text: str) -> str:
    """A QR code that is still read when a quarter of it is scratched."""
    out = BytesIO()
    segno.make(text, error="q", micro=False).save(out, kind="svg", border=2, xmldecl=False)
    return out.getvalue().decode()
