"""A process's own copy of the index, brought up to date before each query.

The `Passage` table is the truth. A replica holds a tantivy index over the stored tokens, a NumPy
matrix of vectors, and a few columns to filter by; texts stay in the database.
"""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import tantivy
from django.utils import timezone

from search.embedding import Embedder, get_embedder
from search.models import Embedding, IndexChange, IndexHead, Passage
from search.ranking import prior
from search.scope import Scope
from search.tags import row_tags, scope_tags
from search.text import bigrams
from search.vectors import VectorTable

FIELDS = ("text", "heading", "title")
_WRITER_BYTES = 60_000_000
_CHUNK = 2000
_SCOPES_KEPT = 200
_COLUMNS = (
    "pk", "page_id", "anchor", "site_id", "locale", "role", "kind", "title", "digest", "deleted",
    "published_on", "expire_at", "topic", "issuing_body", "title_tokens", "heading_tokens", "text_tokens",
)  # fmt: skip


@dataclass(slots=True)
class _Columns:
    """One value a row; a row is never moved, only marked dead."""

    passage: list[int] = field(default_factory=list)
    page: list[int] = field(default_factory=list)
    anchor: list[str] = field(default_factory=list)
    tags: list[frozenset[str]] = field(default_factory=list)
    prior: list[float] = field(default_factory=list)
    expire_at: list[float] = field(default_factory=list)
    alive: list[bool] = field(default_factory=list)


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in (*FIELDS, "tags"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    builder.add_integer_field("row", stored=False, indexed=True, fast=True)
    builder.add_float_field("weight", fast=True)
    return builder.build()


class Replica:
    """The index in memory of one process."""

    def __init__(self, embedder: Embedder | None) -> None:
        self._lock = threading.RLock()
        self._embedder = embedder
        self._clear()

    @property
    def embedder(self) -> Embedder | None:
        """The model whose vectors the replica holds."""
        return self._embedder

    @property
    def size(self) -> int:
        """How many passages can be found."""
        return len(self._row_of)

    @property
    def embedded(self) -> int:
        """How many of them have a vector."""
        return self._vectors.count

    def refresh(self) -> "Replica":
        """Take in what was committed since the last query."""
        head = IndexHead.objects.filter(pk=1).values_list("revision", "nonce").first() or (0, "")
        if head == (self._revision, self._nonce):
            return self
        with self._lock:
            if head != (self._revision, self._nonce):
                self._catch_up(head)
        return self

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Keep rows what they are: the threads of a process take turns at a question and a refresh."""
        with self._lock:
            yield

    def tags_query(self, scope: Scope) -> list[tantivy.Query]:
        """The clauses that a keyword query must satisfy to stay within a scope."""
        return [
            tantivy.Query.boost_query(tantivy.Query.const_score_query(self._any_tag(tags), 1.0), 0.0)
            for tags in scope_tags(scope)
        ]

    def keyword(
        self, weights: dict[str, float], field_weights: dict[str, float], scope: Scope, limit: int
    ) -> tuple[np.ndarray, np.ndarray]:
        """The best rows for weighted terms and their scores, greatest first."""
        occur, query = tantivy.Occur, tantivy.Query
        should = [
            (
                occur.Should,
                query.boost_query(
                    query.term_query(self._tantivy_schema, name, term, "freq"), weight * factor
                ),
            )
            for term, weight in weights.items()
            for name, factor in field_weights.items()
            if factor
        ]
        if not should:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        return self._best_rows(query.boolean_query(should), scope, limit, weight_by_field="weight")

    def weight_sums(
        self, weights: dict[str, float], scope: Scope, limit: int
    ) -> tuple[np.ndarray, np.ndarray]:
        """The rows with the greatest sums of the weights of the terms that they hold in any field."""
        occur, query = tantivy.Occur, tantivy.Query
        should = [
            (occur.Should, query.boost_query(query.const_score_query(self._in_any_field(term), 1.0), weight))
            for term, weight in weights.items()
        ]
        return self._best_rows(query.boolean_query(should), scope, limit)

    def _in_any_field(self, term: str) -> tantivy.Query:
        query = tantivy.Query
        return query.boolean_query(
            [
                (tantivy.Occur.Should, query.term_query(self._tantivy_schema, name, term, "basic"))
                for name in FIELDS
            ]
        )

    def _best_rows(
        self, wanted: tantivy.Query, scope: Scope, limit: int, **how: Any
    ) -> tuple[np.ndarray, np.ndarray]:
        must = [(tantivy.Occur.Must, clause) for clause in (*self.tags_query(scope), wanted)]
        searcher = self._index.searcher()
        hits = searcher.search(tantivy.Query.boolean_query(must), limit, count=False, **how).hits
        rows = np.asarray(
            searcher.fast_field_values("row", [address for _score, address in hits]), dtype=np.int64
        )
        scores = np.asarray([score for score, _address in hits], dtype=np.float32)
        keep = self._not_expired(rows)
        return rows[keep], scores[keep]

    def dense(self, vector: np.ndarray, scope: Scope) -> tuple[np.ndarray, np.ndarray]:
        """The rows within a scope that have a vector, and their cosine similarity, unsorted."""
        rows = self._vectors.having(self.rows_in(scope))
        return rows, self._vectors.similarity(vector, rows)

    def rows_in(self, scope: Scope) -> np.ndarray:
        """All living rows within a scope."""
        wanted = scope_tags(scope)
        key = tuple(tuple(sorted(tags)) for tags in wanted)
        if key not in self._scope_cache:
            columns = self._columns
            # The values come from citizens: they must not fill the memory.
            if len(self._scope_cache) >= _SCOPES_KEPT:
                self._scope_cache.clear()
            self._scope_cache[key] = np.asarray(
                [
                    row
                    for row, alive in enumerate(columns.alive)
                    if alive and all(columns.tags[row] & tags for tags in wanted)
                ],
                dtype=np.int64,
            )
        rows = self._scope_cache[key]
        return rows[self._not_expired(rows)]

    def similarity(self, vector: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Cosine similarity of given rows; 0 where a row has no vector."""
        return self._vectors.similarity(vector, rows)

    def page_column(self) -> np.ndarray:
        """The page of every row."""
        return self._array("page", np.int64)

    def prior_column(self) -> np.ndarray:
        """The prior of every row (see `search.ranking.prior`)."""
        return self._array("prior", np.float32)

    def _array(self, name: str, dtype: Any) -> np.ndarray:
        if name not in self._arrays:
            self._arrays[name] = np.asarray(getattr(self._columns, name), dtype=dtype)
        return self._arrays[name]

    def first_of_article(self, rows: np.ndarray, limit: int) -> list[int]:
        """Positions in `rows` of the first passage of each article, at most `limit`."""
        columns, seen, kept = self._columns, set(), []
        for at, row in enumerate(rows.tolist()):
            article = (columns.page[row], columns.anchor[row])
            if article not in seen:
                seen.add(article)
                kept.append(at)
                if len(kept) == limit:
                    break
        return kept

    def passages(self, rows: Iterable[int]) -> list[int]:
        """The primary keys of rows."""
        return [self._columns.passage[row] for row in rows]

    def rows_of(self, passages: Iterable[int]) -> np.ndarray:
        """The row of each primary key; -1 where the passage is gone."""
        return np.asarray([self._row_of.get(passage, -1) for passage in passages], dtype=np.int64)

    def frequency(self, term: str) -> int:
        """In how many passages a term occurs in the text."""
        return int(self._index.searcher().doc_freq("text", term))

    def holds(self, term: str, scope: Scope) -> bool:
        """Whether a term, or each of its bigrams, occurs anywhere within a scope."""
        return self._occurs(term, scope) or (
            len(term) > 2 and all(self._occurs(pair, scope) for pair in bigrams(term) or [term])
        )

    def _occurs(self, term: str, scope: Scope) -> bool:
        must = [
            (tantivy.Occur.Must, clause) for clause in (*self.tags_query(scope), self._in_any_field(term))
        ]
        return bool(self._index.searcher().search(tantivy.Query.boolean_query(must), 1, count=False).hits)

    # How the copy is kept.

    def _clear(self) -> None:
        self._tantivy_schema = _schema()
        self._index = tantivy.Index(self._tantivy_schema)
        self._writer = self._index.writer(_WRITER_BYTES, num_threads=1)
        self._columns = _Columns()
        self._row_of: dict[int, int] = {}
        self._rows_by_digest: dict[str, list[int]] = {}
        self._vectors = VectorTable()
        self._scope_cache: dict[tuple[Any, ...], np.ndarray] = {}
        self._arrays: dict[str, np.ndarray] = {}
        self._expiring = False
        self._revision, self._nonce = 0, ""

    def _catch_up(self, head: tuple[int, str]) -> None:
        known = IndexChange.objects.filter(revision=self._revision, nonce=self._nonce).exists()
        if self._revision and (not known or self._too_many_dead()):
            self._clear()
        since = self._revision
        self._take_passages(Passage.objects.filter(changed__gt=since, changed__lte=head[0]))
        self._writer.commit()
        self._index.reload()
        if self._embedder is not None:
            fresh = Embedding.objects.filter(
                model=self._embedder.name, changed__gt=since, changed__lte=head[0]
            )
            self._take_vectors(fresh)
        self._scope_cache, self._arrays = {}, {}
        self._revision, self._nonce = head

    def _too_many_dead(self) -> bool:
        return len(self._columns.passage) > 2 * len(self._row_of) + 1000

    def _take_passages(self, changed: Any) -> None:
        today = timezone.localdate()
        if not self._revision:
            changed = changed.filter(deleted=False)
        fresh: list[str] = []
        for values in changed.values(*_COLUMNS).order_by("pk").iterator(chunk_size=_CHUNK):
            self._kill(values["pk"])
            if not values["deleted"]:
                self._add(values, today)
                fresh.append(values["digest"])
        self._vectors.grow(len(self._columns.passage))
        if self._revision and self._embedder is not None:
            for at in range(0, len(fresh), _CHUNK):
                digests = fresh[at : at + _CHUNK]
                self._take_vectors(Embedding.objects.filter(model=self._embedder.name, digest__in=digests))

    def _kill(self, passage: int) -> None:
        row = self._row_of.pop(passage, None)
        if row is not None:
            self._columns.alive[row] = False
            self._vectors.drop(row)
            self._writer.delete_documents_by_term("row", row)

    def _add(self, values: dict[str, Any], today: date) -> None:
        columns, row = self._columns, len(self._columns.passage)
        tags = row_tags(values)
        columns.passage.append(values["pk"])
        # A document without a page is a page of its own.
        columns.page.append(values["page_id"] or -values["pk"])
        columns.anchor.append(values["anchor"])
        columns.tags.append(tags)
        columns.expire_at.append(values["expire_at"].timestamp() if values["expire_at"] else np.inf)
        columns.alive.append(True)
        self._expiring |= values["expire_at"] is not None
        self._row_of[values["pk"]] = row
        self._rows_by_digest.setdefault(values["digest"], []).append(row)
        factor = prior(values["kind"], values["title"], values["published_on"], today)
        columns.prior.append(factor)
        document = {name: values[f"{name}_tokens"] for name in FIELDS}
        # tantivy multiplies the score by log2(2 + weight).
        self._writer.add_document(
            tantivy.Document(**document, tags=" ".join(tags), row=row, weight=2.0**factor - 2.0)
        )

    def _take_vectors(self, embeddings: Any) -> None:
        for digest, raw in embeddings.values_list("digest", "vector").iterator(chunk_size=_CHUNK):
            rows = [row for row in self._rows_by_digest.get(digest, ()) if self._columns.alive[row]]
            self._vectors.put(rows, raw)

    def _not_expired(self, rows: np.ndarray) -> np.ndarray:
        if not self._expiring:
            return np.ones(rows.size, bool)
        now = timezone.now().timestamp()
        return self._array("expire_at", np.float64)[rows] > now

    def _any_tag(self, tags: frozenset[str]) -> tantivy.Query:
        query = tantivy.Query
        return query.boolean_query(
            [
                (tantivy.Occur.Should, query.term_query(self._tantivy_schema, "tags", tag, "basic"))
                for tag in tags
            ]
        )


_replicas: dict[str, Replica] = {}
_replicas_lock = threading.Lock()


def get_replica() -> Replica:
    """This process's replica for the embedding model in use, up to date."""
    embedder = get_embedder()
    name = embedder.name if embedder else ""
    with _replicas_lock:
        if name not in _replicas:
            _replicas[name] = Replica(embedder)
    return _replicas[name].refresh()
