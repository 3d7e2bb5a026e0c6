"""What the search field offers while one types: titles and example questions, by characters or by sound."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from django.urls import reverse
from django.utils.http import urlencode
from wagtail.models import Page, Site

from portal.content.models import ExampleQuestion
from search.catalogue import Entry, get_catalogue, plain
from search.pinyin import Reading
from search.site_search import scope_of

MOST = 8
SHORTEST = 2
_LETTERS = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A title or a question, and where it leads."""

    text: str
    url: str


def suggest(typed: str, site: Site, url_of: Callable[[Page], str | None]) -> list[Suggestion]:
    """Titles and example questions that hold what was typed, or that begin to sound like it."""
    asked = plain(typed)
    if len(asked) < SHORTEST:
        return []
    questions = [text for text in _questions(site) if _place(asked, plain(text), partial(Reading, text)) >= 0]
    entries = sorted(_entries(asked, site), key=lambda found: found[:2])
    titles = {entry.title: entry for _place, _length, entry in reversed(entries)}
    best = list(reversed(titles.values()))[: MOST - min(len(questions), MOST // 2)]
    pages = Page.objects.live().in_bulk([entry.page_id for entry in best])
    chat = reverse("chatbot:chat")
    offered = [Suggestion(text, f"{chat}?{urlencode({'q': text})}") for text in questions[: MOST - len(best)]]
    for entry in best:
        page = pages.get(entry.page_id)
        url = url_of(page) if page else None
        if url:
            offered.append(Suggestion(entry.title, url))
    return offered


def _entries(asked: str, site: Site) -> Iterator[tuple[int, int, Entry]]:
    """Matching entries, with where in the title and how long it is: the earlier and shorter the better."""
    for entry in get_catalogue().within(scope_of(site)):
        place = _place(asked, entry.plain_title, partial(getattr, entry, "reading"))
        if place < 0:
            place = entry.plain_number.find(asked)
        if place >= 0:
            yield place, len(entry.title), entry


def _place(asked: str, title: str, reading: Callable[[], Reading]) -> int:
    place = title.find(asked)
    if place < 0 and _LETTERS.fullmatch(asked):
        return reading().find(asked)
    return place


def _questions(site: Site) -> list[str]:
    questions = ExampleQuestion.objects.filter(page_id=site.root_page_id)
    return list(questions.values_list("text", flat=True))
