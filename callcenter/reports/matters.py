"""Which of the city's categories are a matter that reports tell apart, such as 营商环境 and 行政执法监督 (REPORT 5).

The city may name them (setting `report-<matter>`); else they are those whose own name holds the word.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import catalogue
from models.catalogue.tables import Category


def categories(session: Session, matter: str) -> dict[str, str]:
    """Code -> name, without those that lie below another of them."""
    told = catalogue.setting(session, f"report-{matter}")
    named = Category.code.in_(told.split("|")) if told else Category.name.contains(matter, autoescape=True)
    found = session.execute(select(Category.code, Category.name).where(named).order_by(Category.code)).all()
    codes = [code for code, _ in found]
    return {code: name for code, name in found if not any(code != other and code.startswith(other) for other in codes)}
