"""Reading documents within a scope. The scope is part of every query; filters only narrow it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import batched
from typing import Any

import numpy as np
from django.db.models import Q, QuerySet
from haystack import Document
from haystack.errors import FilterError
from haystack.utils.filters import document_matches_filter

from search.documents.conversion import to_document
from search.embedding import get_embedder
from search.models import Embedding, Passage
from search.scope import Scope

type Filters = dict[str, Any]

_CHUNK = 500
_TOKENS = ("title_tokens", "heading_tokens", "text_tokens")
# Meta of pages that stands in a column of its own, so the database can narrow by it.
_TEXT_COLUMNS = frozenset({
    "title", "number", "caption", "anchor", "locale", "role", "kind", "topic", "issuing_body",
    "document_number", "source_name", "validity",
})  # fmt: skip
_NUMBER_COLUMNS = frozenset({"page_id", "site_id", "revision_id"})


def visible(scope: Scope) -> QuerySet[Passage]:
    """The passages that a scope shows now, without the tokens."""
    found: QuerySet[Passage] = Passage.objects.within(scope).defer(*_TOKENS).order_by("pk")
    return found


def matching(scope: Scope, filters: Filters | None) -> Iterator[Document]:
    """The documents that match, without vectors."""
    for _passage, document in _pairs(visible(scope), filters):
        yield document


def written(scope: Scope, filters: Filters | None) -> Iterator[tuple[int, Document]]:
    """The documents without a page that match, each after its primary key."""
    for passage, document in _pairs(visible(scope).filter(page=None), filters):
        yield passage.pk, document


def matching_keys(scope: Scope, keys: Iterable[int], filters: Filters) -> set[int]:
    """Those of the primary keys whose documents match."""
    return {
        passage.pk
        for batch in batched(keys, _CHUNK)
        for passage, _document in _pairs(visible(scope).filter(pk__in=batch), filters)
    }


def with_vectors(scope: Scope, filters: Filters | None) -> Iterator[Document]:
    """The documents that match, with the vectors that they have."""
    for batch in batched(_pairs(visible(scope), filters), _CHUNK):
        vectors = _vectors({passage.digest for passage, document in batch if document.embedding is None})
        for passage, document in batch:
            vector = vectors.get(passage.digest)
            yield document if vector is None else replace(document, embedding=vector)


def require(filters: Filters | None) -> Filters:
    """Refuse to change everything where a filter was meant.

    Raises:
        FilterError: there is no filter.
    """
    if not filters:
        raise FilterError("A filter is needed here; delete_all_documents() takes all.")
    return filters


def _pairs(passages: QuerySet[Passage], filters: Filters | None) -> Iterator[tuple[Passage, Document]]:
    if filters:
        _check_shape(filters)
        passages = passages.filter(_narrowed(filters))
    for passage in passages.iterator(chunk_size=_CHUNK):
        document = to_document(passage)
        if not filters or document_matches_filter(filters, document):
            yield passage, document


def _check_shape(filters: Filters) -> None:
    if "operator" not in filters:
        raise FilterError(f"'operator' key missing in {filters}")
    if not {"field", "conditions"} & filters.keys():
        raise FilterError(f"'conditions' key missing in {filters}")


def _narrowed(filters: Filters) -> Q:
    """What the database can decide of a filter; the rest is decided document by document."""
    if filters.get("operator") == "AND" and isinstance(filters.get("conditions"), list):
        limits = Q()
        for condition in filters["conditions"]:
            limits &= _narrowed(condition)
        return limits
    field, value = str(filters.get("field", "")), filters.get("value")
    values = value if filters.get("operator") == "in" else [value]
    if filters.get("operator") not in {"==", "in"} or not isinstance(values, list):
        return Q()
    if field == "id" and all(isinstance(item, str) for item in values):
        return Q(document_id__in=values)
    field = field.removeprefix("meta.")
    if not _is_column_value(field, values):
        return Q()
    return Q(page=None) | Q(**{f"{field}__in": values})


def _is_column_value(field: str, values: list[Any]) -> bool:
    if field in _NUMBER_COLUMNS:
        return all(type(value) is int for value in values)
    # Haystack compares what looks like a date as a date.
    return field in _TEXT_COLUMNS and all(type(value) is str and value[4:5] != "-" for value in values)


def _vectors(digests: set[str]) -> dict[str, list[float]]:
    embedder = get_embedder()
    if embedder is None:
        return {}
    rows = Embedding.objects.filter(model=embedder.name, digest__in=digests).values_list("digest", "vector")
    return {digest: np.frombuffer(raw, np.float16).astype(np.float32).tolist() for digest, raw in rows}
