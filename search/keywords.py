"""The keyword half of a replica: a tantivy index over the stored tokens, in memory. No storage, no Django."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import tantivy

from search.scope import Scope
from search.tags import scope_tags
from search.text import bigrams

# What readers see, and how citizens ask about it.
PRINTED = ("text", "heading", "title")
FIELDS = (*PRINTED, "asked")
_WRITER_BYTES = 60_000_000


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in (*FIELDS, "tags"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    builder.add_integer_field("row", stored=False, indexed=True, fast=True)
    builder.add_float_field("weight", fast=True)
    return builder.build()


class KeywordIndex:
    """Finds rows by their words within a scope; what was added or deleted counts from the next commit."""

    def __init__(self) -> None:
        self._schema = _schema()
        self._index = tantivy.Index(self._schema)
        self._writer = self._index.writer(_WRITER_BYTES, num_threads=1)

    def add(self, row: int, tokens: Mapping[str, str], tags: frozenset[str], factor: float) -> None:
        """Add a row with the tokens of each field; its scores are multiplied by `factor`."""
        # tantivy multiplies the score by log2(2 + weight).
        document = tantivy.Document(**tokens, tags=" ".join(tags), row=row, weight=2.0**factor - 2.0)
        self._writer.add_document(document)

    def delete(self, row: int) -> None:
        """Delete a row."""
        self._writer.delete_documents_by_term("row", row)

    def commit(self) -> None:
        """Make what was added and deleted count."""
        self._writer.commit()
        self._index.reload()

    def best(
        self, weights: Mapping[str, float], field_weights: Mapping[str, float], scope: Scope, limit: int
    ) -> tuple[np.ndarray, np.ndarray]:
        """The best rows for weighted terms by BM25 and their scores, greatest first."""
        query = tantivy.Query
        should = [
            (
                tantivy.Occur.Should,
                query.boost_query(query.term_query(self._schema, name, term, "freq"), weight * factor),
            )
            for term, weight in weights.items()
            for name, factor in field_weights.items()
            if factor
        ]
        if not should:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        return self._best_rows(query.boolean_query(should), scope, limit, weight_by_field="weight")

    def weight_sums(
        self, weights: Mapping[str, float], scope: Scope, limit: int
    ) -> tuple[np.ndarray, np.ndarray]:
        """The rows with the greatest sums of the weights of the terms that readers see in them."""
        occur, query = tantivy.Occur, tantivy.Query
        should = [
            (
                occur.Should,
                query.boost_query(query.const_score_query(self._in_any(PRINTED, term), 1.0), weight),
            )
            for term, weight in weights.items()
        ]
        return self._best_rows(query.boolean_query(should), scope, limit)

    def frequency(self, term: str) -> int:
        """In how many rows a term occurs in the text."""
        return int(self._index.searcher().doc_freq("text", term))

    def holds(self, term: str, scope: Scope) -> bool:
        """Whether a term, or each of its bigrams, occurs within a scope, be it as citizens ask."""
        return self._occurs(term, scope) or (
            len(term) > 2 and all(self._occurs(pair, scope) for pair in bigrams(term) or [term])
        )

    def _occurs(self, term: str, scope: Scope) -> bool:
        must = self._within(scope, self._in_any(FIELDS, term))
        return bool(self._index.searcher().search(must, 1, count=False).hits)

    def _best_rows(
        self, wanted: tantivy.Query, scope: Scope, limit: int, **how: Any
    ) -> tuple[np.ndarray, np.ndarray]:
        searcher = self._index.searcher()
        hits = searcher.search(self._within(scope, wanted), limit, count=False, **how).hits
        rows = searcher.fast_field_values("row", [address for _score, address in hits])
        scores = np.asarray([score for score, _address in hits], dtype=np.float32)
        return np.asarray(rows, dtype=np.int64), scores

    def _within(self, scope: Scope, wanted: tantivy.Query) -> tantivy.Query:
        """A query and the clauses that keep it within a scope, which add nothing to the score."""
        query = tantivy.Query
        limits = [
            query.boost_query(query.const_score_query(self._any_tag(tags), 1.0), 0.0)
            for tags in scope_tags(scope)
        ]
        return query.boolean_query([(tantivy.Occur.Must, clause) for clause in (*limits, wanted)])

    def _in_any(self, fields: tuple[str, ...], term: str) -> tantivy.Query:
        return self._any((name, term) for name in fields)

    def _any_tag(self, tags: frozenset[str]) -> tantivy.Query:
        return self._any(("tags", tag) for tag in tags)

    def _any(self, terms: Any) -> tantivy.Query:
        query = tantivy.Query
        return query.boolean_query(
            [
                (tantivy.Occur.Should, query.term_query(self._schema, name, term, "basic"))
                for name, term in terms
            ]
        )
