"""Help for whoever writes an order: title, summary, what to ask, how the like was answered, what the city knows.

Everything is extracted: each sentence stands in the words, in an order's reply or in an entry of knowledge, and says
where.
"""

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel

from callcenter.api.fields import Code, Instant, Line, Ref, Words
from callcenter.assist import knowledge
from callcenter.assist.solved import Solved, solved
from callcenter.web.access import Access, allowed
from callcenter.web.adviser import adviser
from callcenter.web.permissions import Right
from callcenter.web.state import web
from callcenter.web.transaction import Transaction
from models import clock
from models.privacy import personal_spans
from routing.advice import Advice
from routing.extraction.found import Found
from routing.extraction.summary import summary
from routing.extraction.whole import Extraction

router = APIRouter(prefix="/assist", tags=["assist"])

Span = tuple[int, int]
ElementName = Literal["姓名", "时间", "地点", "起因", "经过"]


class AssistQuestion(BaseModel):
    """The words so far; known: elements that the form holds already; order_no: the order that they belong to."""

    text: Words
    subject: Line = ""
    known: list[ElementName] = []
    order_no: Code | None = None


class Quoted(BaseModel):
    """A piece of the words and where it stands; span null: it is the subject."""

    text: str
    span: Span | None = None


class FoundBody(BaseModel):
    """One thing found in the words (routing/extraction/found.py)."""

    kind: str
    text: str
    span: Span
    value: str = ""
    code: str = ""
    confidence: float = 1.0
    candidates: list[str] = []
    reason: str = ""


class Missing(BaseModel):
    """An element that nobody told, and the question to put."""

    name: ElementName
    ask: str


class SolvedOrder(BaseModel):
    """A similar order that is done, with sentences of its public reply."""

    order_no: str
    title: str
    score: float
    lead: Ref | None
    closed_at: Instant | None
    reply: list[str]


class KnowledgeEntry(BaseModel):
    """An answer of the city's knowledge as it stands, and the clause it comes from.

    checked: an editor has compared it with the source; otherwise it is a sample that nobody may rely on.
    """

    code: str
    title: str
    sentences: list[str]
    source: str
    valid_from: date
    checked: bool
    checked_by: str
    checked_on: date | None


class AssistBody(BaseModel):
    """What helps. title: its pieces, at most 30 characters together with the commas between them."""

    title: list[Quoted]
    summary: list[Quoted]
    missing: list[Missing]
    found: list[FoundBody]
    personal: list[FoundBody]
    solved: list[SolvedOrder]
    knowledge: list[KnowledgeEntry]


@router.post("")
def assist(
    question: AssistQuestion,
    _: Annotated[Access, Depends(allowed(Right.ADVISE))],
    transaction: Transaction,
    request: Request,
) -> AssistBody:
    """Nothing is stored."""
    held = web(request)
    known = adviser(held)
    today = clock.today()
    advice = known.advise(question.text, question.subject)
    found = known.extract(question.text, today, frozenset(question.known))
    entries = knowledge.of_city(held.settings.city)
    asked = f"{question.subject}。{question.text}" if question.subject else question.text
    terms = [reason.detail for reason in advice.evidence if reason.kind == "words"]
    names = known.vocabulary.departments
    return AssistBody(
        title=_title(advice, question.text, found),
        summary=[Quoted(text=question.text[slice(*span)], span=span) for span in summary(found, terms)],
        missing=[Missing(name=one.name, ask=one.ask) for one in found.missing] if asked.strip() else [],
        found=_found(question.text, found),
        personal=[
            FoundBody(kind=kind, text=question.text[slice(*span)], span=span)
            for kind, span in personal_spans(question.text)
        ],
        solved=[
            _solved(one, {code: entry.name for code, entry in names.items()})
            for one in solved(transaction, asked, question.order_no)
        ],
        knowledge=[
            KnowledgeEntry(
                code=one.code,
                title=one.title,
                sentences=list(one.sentences),
                source=one.source,
                valid_from=one.valid_from,
                checked=one.checked,
                checked_by=one.checked_by,
                checked_on=one.checked_on,
            )
            for one in knowledge.matching(entries, asked, advice.category.code if advice.category else "", today)
        ],
    )


def _title(advice: Advice, text: str, found: Extraction) -> list[Quoted]:
    """The title's pieces where they stand in the words; what stands nowhere there is the subject."""
    pieces = []
    start = 0
    for piece in advice.title.split("，"):
        at = found.words.find(piece, start)
        span = (at, at + len(piece)) if piece and at >= 0 else None
        start = span[1] if span else start
        if piece:
            pieces.append(Quoted(text=text[slice(*span)] if span else piece, span=span))
    return pieces


def _found(text: str, found: Extraction) -> list[FoundBody]:
    groups = (found.places, found.times, found.numbers, found.parties, found.demands, found.abuse, found.spoken_type)
    things: list[Found] = [one for group in groups for one in group]
    return [
        *(
            FoundBody(
                kind=one.kind,
                text=text[slice(*one.span)],
                span=one.span,
                value=one.value,
                code=one.code,
                confidence=one.confidence,
                candidates=list(one.candidates),
                reason=one.reason,
            )
            for one in things
        ),
        *(
            FoundBody(kind="danger", text=text[slice(*one.span)], span=one.span, value=one.level, reason=one.meaning)
            for one in found.dangers
        ),
    ]


def _solved(one: Solved, names: dict[str, str]) -> SolvedOrder:
    lead = Ref(code=one.lead_code, name=names.get(one.lead_code, one.lead_code)) if one.lead_code else None
    return SolvedOrder(
        order_no=one.order_no,
        title=one.title,
        score=one.score,
        lead=lead,
        closed_at=one.closed_at,
        reply=list(one.reply),
    )
