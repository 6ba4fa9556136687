"""Personal data at rest: sealed columns, blind indexes for finding them, and masks for showing them."""

from models.privacy.keys import KeyRing, KeyRingMissing, SealBroken, ring, use
from models.privacy.masking import mask_address, mask_name, mask_phone
from models.privacy.public_text import personal_spans, public_text
from models.privacy.sealed import Sealed, blind_index, is_mobile, normal_phone

__all__ = [
    "KeyRing",
    "KeyRingMissing",
    "SealBroken",
    "Sealed",
    "blind_index",
    "is_mobile",
    "mask_address",
    "mask_name",
    "mask_phone",
    "normal_phone",
    "personal_spans",
    "public_text",
    "ring",
    "use",
]
