"""Asking from the command line: the same pipeline, nothing kept."""

import time
from dataclasses import dataclass
from typing import Any

from wagtail.models import Site

from chatbot.actions import answer_safely
from chatbot.outcome import Asked, Outcome
from portal.base.models import SiteIdentity
from portal.content.models import PolicyPage
from search.models import Passage


@dataclass(frozen=True, slots=True)
class Answer:
    """An outcome with the time it took, in milliseconds."""

    outcome: Outcome
    milliseconds: float


def ask_once(question: str, site: Site | None = None) -> Answer:
    """Ask one question of a site (the default one), without a conversation."""
    site = site or Site.objects.filter(is_default_site=True).first()
    places = SiteIdentity.for_site(site).own_places if site else frozenset()
    asked = Asked(text=question, site=site.pk if site else None, own_places=places)
    started = time.perf_counter()
    outcome = answer_safely(asked)
    return Answer(outcome, (time.perf_counter() - started) * 1000)


def citations(outcome: Outcome) -> list[dict[str, Any]]:
    """The outcome's quotes with their addresses."""
    pages = PolicyPage.objects.defer("body").in_bulk([quote["page"] for quote in outcome.quotes])
    return [
        {
            "title": quote["title"],
            "article": quote["article"],
            "document_number": quote["document_number"],
            "url": _address(pages.get(quote["page"]), quote["anchor"]),
            "quote": quote["text"],
        }
        for quote in outcome.quotes
    ]


def judged_citations(outcome: Outcome) -> list[dict[str, Any]]:
    """The outcome's quotes as an evaluation judges them: by file and article, with the whole passage."""
    texts = dict(
        Passage.objects.live()
        .filter(page_id__in=[quote["page"] for quote in outcome.quotes])
        .values_list("document_id", "text")
    )
    found = []
    for quote in outcome.quotes:
        prefix = f"page-{quote['page']}:{Passage.Role.PROVISION}:{quote['anchor']}:"
        passage = "".join(text for key, text in texts.items() if key.startswith(prefix))
        found.append(
            {
                "document": quote["source_name"],
                "article": quote["article"],
                "quote": quote["text"],
                "passage": passage,
            }
        )
    return found


def _address(page: PolicyPage | None, anchor: str) -> str:
    return f"{page.full_url}#{anchor}" if page else ""
