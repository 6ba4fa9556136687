"""How personal data is shown to those who do not need it whole."""

import re


def mask_phone(value: str | None) -> str:
    """`13812345678` -> `138****5678`; a landline keeps its last two digits, a short number is shown as it is not."""
    digits = re.sub(r"[^0-9]", "", value or "")
    if len(digits) == 11 and digits.startswith("1"):
        return f"{digits[:3]}****{digits[-4:]}"
    if len(digits) > 4:
        return "*" * (len(digits) - 2) + digits[-2:]
    return "*" * len(digits)


def mask_name(value: str | None) -> str:
    """`张三丰` -> `张**`, `欧阳修文` -> `欧***`: the first character stays."""
    name = (value or "").strip()
    return name[:1] + "*" * max(len(name) - 1, 0)


def mask_address(value: str | None) -> str:
    """House, building, floor and room numbers become `*`; the street stays."""
    return re.sub(
        r"[0-9０-９A-Za-z一二三四五六七八九十百]+(?=[号栋幢座楼室层单])|(?<=[号栋幢座楼室层元])\d+", "*", value or ""
    )
