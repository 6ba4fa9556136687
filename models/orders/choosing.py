"""What may be chosen from the city's data: its reasons, and categories that are not retired."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.catalogue import reasons
from models.catalogue.tables import Category
from models.orders.errors import FieldInvalid
from models.orders.workflow import FIELDS, Verb


def reasoned(
    session: Session, rule: Verb, fields: dict[str, Any], reason: str | None
) -> tuple[dict[str, Any], str | None]:
    """The fields and the step's reason, where a code tells them and nobody wrote more.

    Raises `FieldInvalid` for a code that the city's list does not have, or has retired; what an order has already may
    be taken away from it.
    """
    if "risk_is_there" in rule.checks:
        return fields, reason
    coded = {
        name: code for name, code in fields.items() if code is not None and name in FIELDS and FIELDS[name].reasons
    }
    if not coded:
        return fields, reason
    live = reasons.live(session, {FIELDS[name].reasons for name in coded})
    fields = dict(fields)
    for name, code in coded.items():
        field = FIELDS[name]
        known = live.get(field.reasons, {})
        if code not in known:
            raise FieldInvalid(
                f"{field.chinese}应为 {'、'.join(known.values()) or '（城市数据中没有可选的原因）'} 之一"
            )
        if field.tells == "reason":
            reason = reason or known[code]
        elif field.tells and not fields.get(field.tells):
            fields[field.tells] = known[code]
    return fields, reason


def category(session: Session, code: str | None, present: str | None = None) -> None:
    """Raises `FieldInvalid` for a category that is unknown or retired; the one that an order has already may stay."""
    if code is None or code == present:
        return
    if not session.scalar(select(Category.active).where(Category.code == code)):
        raise FieldInvalid(not_a_category(code), "category_code")


def not_a_category(code: str | None) -> str:
    """Why it cannot be chosen."""
    return f"事项分类 {code} 不存在或已停用，请重新选择"
