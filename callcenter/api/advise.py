"""Routing's proposal for any text: category, departments, urgency, and the reasons."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel

from callcenter.api.advice import AdviceBody
from callcenter.api.fields import Line, Words
from callcenter.web.access import Access, allowed
from callcenter.web.adviser import adviser
from callcenter.web.permissions import Right
from callcenter.web.state import web

router = APIRouter(prefix="/advise", tags=["advise"])


class Question(BaseModel):
    """The words of a demand; subject: its title, where it has one."""

    text: Words
    subject: Line = ""


@router.post("")
def advise(question: Question, _: Annotated[Access, Depends(allowed(Right.ADVISE))], request: Request) -> AdviceBody:
    """A proposal; nothing is stored."""
    advice = adviser(web(request)).advise(question.text, question.subject)
    return AdviceBody.model_validate(advice.as_dict())
