"""Passages as Haystack documents, and back.

A passage of a page becomes a document with the page's data as meta. A document that was written
through the store has no page; what it brought along is kept in `Passage.meta` as it came.
"""

import hashlib

from haystack import Document

from search.models import Passage
from search.passages import embedded_text, tokens
from search.scope import Scope

_META = (
    "title", "number", "caption", "headings", "anchor", "page_id", "revision_id", "site_id", "locale", "role",
    "kind", "topic", "issuing_body", "document_number", "source_name", "validity",
)  # fmt: skip
_DATES = ("published_on", "effective_on", "expires_on", "expire_at")
_KIND = "document"
_MAX_TITLE = 255


def to_document(passage: Passage) -> Document:
    """Read a passage as a document; its vector is not fetched."""
    if passage.page_id is None:
        return Document.from_dict({"id": passage.document_id, "content": passage.text, **passage.meta})
    meta = {name: getattr(passage, name) for name in _META}
    dates = {name: getattr(passage, name) for name in _DATES}
    meta |= {name: day.isoformat() for name, day in dates.items() if day is not None}
    return Document(id=passage.document_id, content=passage.text, meta={**passage.meta, **meta})


def to_passage(document: Document, scope: Scope) -> Passage:
    """Make the passage that holds a document inside a scope."""
    kept = document.to_dict(flatten=False)
    del kept["id"]
    if document.content is not None:
        del kept["content"]
    title = document.meta.get("title")
    passage = Passage(
        document_id=document.id,
        site_id=scope.site,
        locale=scope.locale or "",
        role=scope.role or Passage.Role.PROVISION,
        kind=_KIND,
        title=title[:_MAX_TITLE] if isinstance(title, str) else "",
        text=document.content or "",
        meta=kept,
    )
    if not passage.text:
        return passage
    passage.title_tokens = tokens(passage.title)
    passage.text_tokens = tokens(passage.text)
    passage.digest = hashlib.sha256(embedded_text(passage).encode()).hexdigest()
    return passage
