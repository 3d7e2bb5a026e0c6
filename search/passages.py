"""From a page to its passages. Reads pages, writes nothing."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from wagtail.models import Page

from portal.base.models import BasePage
from portal.base.provisions import Provision
from search.models import Passage, Phrasing
from search.ranking import prefixed_sentences
from search.text import bigrams, words

# The embedding model reads about 500 tokens; a longer article is cut at sentence ends.
PART_LENGTH = 700
_MAX_TITLE = 255


def passages_of(page: BasePage) -> Iterator[Passage]:
    """Make the passages of a page: its lead and each of its provisions."""
    common = _common(page)
    lead = _lead(page)
    if lead:
        yield _passage(common, Provision("", "", (), lead, "lead"), 0, Passage.Role.LEAD)
    for provision in page.provisions():
        for part, text in enumerate(prefixed_sentences(provision.text, PART_LENGTH)):
            piece = replace(provision, text=text)
            yield _passage(common, piece, part, Passage.Role.PROVISION)


def phrasings_of(page: BasePage) -> Iterator[tuple[str, Phrasing]]:
    """Make the phrasings of a page, each with the document id of the passage that it leads to.

    A caption says in everyday words what its article is about, so it counts as one.
    """
    for provision in page.provisions():
        for text in filter(None, (provision.caption, *provision.questions)):
            phrasing = Phrasing(text=text, tokens=tokens(text), digest=question_digest(text))
            yield _document_id(page.pk, Passage.Role.PROVISION, provision.anchor, 0), phrasing


def is_public(page: Page) -> bool:
    """Whether everyone may read the page now."""
    return bool(page.live) and not page.get_view_restrictions().exists()


def tokens(text: str) -> str:
    """A text's words and, on a second line, its bigrams, as the index takes them."""
    return f"{' '.join(words(text))}\n{' '.join(bigrams(text))}"


def _lead(page: BasePage) -> str:
    number = getattr(page, "document_number", "")
    body = getattr(page, "issuing_body", "")
    return "\n".join(line for line in (page.summary, page.keywords, number, body) if line)


def _common(page: BasePage) -> dict[str, Any]:
    site = page.get_site()
    topic = getattr(page, "topic", None)
    return {
        "page_id": page.pk,
        "revision_id": page.live_revision_id,
        "site_id": site.pk if site else None,
        "locale": page.locale.language_code,
        "kind": page.__class__.__name__.removesuffix("Page").lower(),
        "title": page.title[:_MAX_TITLE],
        "document_number": getattr(page, "document_number", ""),
        "issuing_body": getattr(page, "issuing_body", ""),
        "topic": topic.name if topic else "",
        "source_name": getattr(page, "source_name", ""),
        "published_on": getattr(page, "published_on", None),
        "effective_on": getattr(page, "effective_on", None),
        "expires_on": getattr(page, "expires_on", None),
        "validity": getattr(page, "validity", ""),
        "expire_at": page.expire_at,
        "title_tokens": tokens(f"{page.title} {page.title_en} {page.keywords}"),
    }


def _passage(common: dict[str, Any], piece: Provision, part: int, role: str) -> Passage:
    passage = Passage(
        **common,
        document_id=_document_id(common["page_id"], role, piece.anchor, part),
        role=role,
        anchor=piece.anchor,
        number=piece.number,
        caption=piece.caption,
        headings=list(piece.heading_path),
        text=piece.text,
        heading_tokens=tokens(" ".join(piece.heading_path)),
        text_tokens=tokens(f"{piece.caption}\n{piece.text}"),
        deleted=False,
        changed=0,
    )
    passage.digest = hashlib.sha256(embedded_text(passage).encode()).hexdigest()
    return passage


def _document_id(page_id: int, role: str, anchor: str, part: int) -> str:
    return f"page-{page_id}:{role}:{anchor}:{part}"


def question_digest(text: str) -> str:
    """The digest of a text that is embedded as a question; no passage's text has the same."""
    return hashlib.sha256(f"query: {text}".encode()).hexdigest()


def embedded_text(passage: Passage) -> str:
    """What the embedding model reads of a passage; its digest is `Passage.digest`."""
    head = " ".join([passage.title, *passage.headings, passage.caption]).strip()
    return f"{head}\n{passage.text}"
