"""A turn as it is shown: links and validity are those of now, the quoted words those of then."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.utils.translation import gettext_lazy as _

from chatbot.models import Turn
from chatbot.words import message_for
from portal.content.models import PolicyPage
from portal.content.outline import CELL_MARK

WITHDRAWN = _("Withdrawn")


@dataclass(frozen=True, slots=True)
class ShownPart:
    """A run of paragraphs, or a table whose first row heads its columns."""

    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class ShownQuote:
    """A quoted article with where it comes from."""

    parts: list[ShownPart]
    title: str
    article: str
    document_number: str
    published_on: date | None
    validity_label: str
    is_current: bool
    url: str
    conditions: list[str]


@dataclass(frozen=True, slots=True)
class ShownTurn:
    """One question and its answer, ready for the page."""

    pk: int
    question: str
    status: str
    is_answered: bool
    message: str
    advice: str
    answer_quotes: list[ShownQuote]
    suggestions: list[dict[str, str]]
    offers_handoff: bool
    rating: str
    created_at: datetime
    author_kind: str = "bot"


def show_turns(turns: Iterable[Turn]) -> list[ShownTurn]:
    """Prepare turns for the page; their policies are read in one query."""
    turns = list(turns)
    cited = {item["page"] for turn in turns for item in (*turn.answer, *turn.suggestions)}
    pages = PolicyPage.objects.live().public().defer("body").in_bulk([page for page in cited if page])
    return [_show(turn, pages) for turn in turns]


def _show(turn: Turn, pages: dict[int, PolicyPage]) -> ShownTurn:
    suggestions = [
        {"title": item["title"], "url": _link(pages.get(item["page"]), item["anchor"])}
        for item in turn.suggestions
        if item["page"] in pages
    ]
    return ShownTurn(
        pk=turn.pk,
        question=turn.question,
        status=turn.status,
        is_answered=turn.is_answered,
        message=str(message_for(turn.status)),
        advice=turn.reading.get("advice", ""),
        answer_quotes=[_show_quote(item, pages.get(item["page"])) for item in turn.answer],
        suggestions=suggestions,
        offers_handoff=turn.offers_handoff,
        rating=turn.rating,
        created_at=turn.created_at,
    )


def _show_quote(item: dict[str, Any], page: PolicyPage | None) -> ShownQuote:
    return ShownQuote(
        parts=show_parts(item["text"]),
        title=item["title"],
        article=item["article"],
        document_number=item["document_number"],
        published_on=date.fromisoformat(item["published_on"]) if item["published_on"] else None,
        validity_label=str(page.current_validity_label) if page else str(WITHDRAWN),
        is_current=page is not None and page.is_in_force,
        url=_link(page, item["anchor"]),
        conditions=item["conditions"],
    )


def show_parts(text: str) -> list[ShownPart]:
    """Tell the tables of a quoted text from its paragraphs."""
    parts = []
    for is_table, lines in groupby(text.splitlines(), key=lambda line: CELL_MARK in line):
        if is_table:
            parts.append(ShownPart(rows=tuple(tuple(line.split(CELL_MARK)) for line in lines)))
        else:
            parts.append(ShownPart(text="\n".join(lines)))
    return parts


def _link(page: PolicyPage | None, anchor: str) -> str:
    if page is None:
        return ""
    return f"{page.url}#{anchor}" if anchor else str(page.url)
