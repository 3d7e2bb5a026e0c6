"""A process's own copy of the index, brought up to date before each query.

The `Passage` table is the truth. A replica holds a tantivy index over the stored tokens, NumPy
matrices of vectors, and a few columns to filter by; texts stay in the database.
"""

import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from django.utils import timezone

from search.embedding import Embedder, get_embedder
from search.following import IndexFollower
from search.keywords import PRINTED, KeywordIndex
from search.models import Embedding, Phrasing
from search.ranking import prior
from search.scope import Scope
from search.tags import row_tags, scope_tags
from search.vectors import PhrasingVectors, VectorTable

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


class Replica(IndexFollower):
    """The index in memory of one process."""

    def __init__(self, embedder: Embedder | None) -> None:
        self._embedder = embedder
        super().__init__()

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

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Keep rows what they are: the threads of a process take turns at a question and a refresh."""
        with self._lock:
            yield

    def keyword(
        self, weights: dict[str, float], field_weights: dict[str, float], scope: Scope, limit: int
    ) -> tuple[np.ndarray, np.ndarray]:
        """The best rows for weighted terms and their scores, greatest first."""
        return self._unexpired(*self._keywords.best(weights, field_weights, scope, limit))

    def weight_sums(
        self, weights: dict[str, float], scope: Scope, limit: int
    ) -> tuple[np.ndarray, np.ndarray]:
        """The rows with the greatest sums of the weights of the terms that readers see in them."""
        return self._unexpired(*self._keywords.weight_sums(weights, scope, limit))

    def frequency(self, term: str) -> int:
        """In how many passages a term occurs in the text."""
        return self._keywords.frequency(term)

    def holds(self, term: str, scope: Scope) -> bool:
        """Whether a term, or each of its bigrams, occurs within a scope, be it as citizens ask."""
        return self._keywords.holds(term, scope)

    def dense(self, vector: np.ndarray, scope: Scope) -> tuple[np.ndarray, np.ndarray]:
        """The rows within a scope that have a vector, and their cosine similarity, unsorted."""
        rows = self._vectors.having(self.rows_in(scope))
        return rows, self._vectors.similarity(vector, rows)

    def asked(self, vector: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Cosine similarity of the nearest phrasing of each row; 0 where a row has none."""
        return self._phrasings.nearest(vector, len(self._columns.passage))[rows]

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

    # How the copy is kept.

    def start_anew(self) -> None:
        """Forget everything."""
        self._keywords = KeywordIndex()
        self._columns = _Columns()
        self._row_of: dict[int, int] = {}
        self._rows_by_digest: dict[str, list[int]] = {}
        self._vectors = VectorTable()
        self._phrasings = PhrasingVectors()
        self._scope_cache: dict[tuple[Any, ...], np.ndarray] = {}
        self._arrays: dict[str, np.ndarray] = {}
        self._expiring = False

    def is_worn(self) -> bool:
        """Whether dead rows outnumber the living by so much that starting anew is cheaper."""
        return len(self._columns.passage) > 2 * len(self._row_of) + 1000

    def take(self, changed: Any, since: int) -> None:
        """Take in changed passages and the vectors stored after the revision `since`."""
        fresh = self._take_passages(changed)
        self._keywords.commit()
        if self._embedder is not None:
            known = Embedding.objects.filter(model=self._embedder.name)
            self._take_vectors(known.filter(changed__gt=since))
            # A text that comes back has its vector from before.
            for at in range(0, len(fresh) if since else 0, _CHUNK):
                self._take_vectors(known.filter(digest__in=fresh[at : at + _CHUNK]))
        self._scope_cache, self._arrays = {}, {}

    def _take_passages(self, changed: Any) -> list[str]:
        """Take in passages and their phrasings; gives the digests of their texts."""
        today = timezone.localdate()
        phrasings: dict[int, list[tuple[str, str]]] = defaultdict(list)
        asked = Phrasing.objects.filter(passage__in=changed.order_by().values("pk")).order_by("pk")
        for passage, tokens, digest in asked.values_list("passage_id", "tokens", "digest").iterator():
            phrasings[passage].append((tokens, digest))
        fresh: list[str] = []
        for values in changed.values(*_COLUMNS).order_by("pk").iterator(chunk_size=_CHUNK):
            self._kill(values["pk"])
            if not values["deleted"]:
                own = phrasings[values["pk"]]
                self._add(values, " ".join(tokens for tokens, _digest in own), today)
                self._phrasings.add(self._row_of[values["pk"]], [digest for _tokens, digest in own])
                fresh += [values["digest"], *(digest for _tokens, digest in own)]
        self._vectors.grow(len(self._columns.passage))
        return fresh

    def _kill(self, passage: int) -> None:
        row = self._row_of.pop(passage, None)
        if row is not None:
            self._columns.alive[row] = False
            self._vectors.drop(row)
            self._phrasings.drop(row)
            self._keywords.delete(row)

    def _add(self, values: dict[str, Any], asked: str, today: date) -> None:
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
        stored = {name: values[f"{name}_tokens"] for name in PRINTED}
        self._keywords.add(row, {**stored, "asked": asked}, tags, factor)

    def _take_vectors(self, embeddings: Any) -> None:
        for digest, raw in embeddings.values_list("digest", "vector").iterator(chunk_size=_CHUNK):
            rows = [row for row in self._rows_by_digest.get(digest, ()) if self._columns.alive[row]]
            self._vectors.put(rows, raw)
            self._phrasings.put(digest, raw)

    def _unexpired(self, rows: np.ndarray, scores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        keep = self._not_expired(rows)
        return rows[keep], scores[keep]

    def _not_expired(self, rows: np.ndarray) -> np.ndarray:
        if not self._expiring:
            return np.ones(rows.size, bool)
        now = timezone.now().timestamp()
        return self._array("expire_at", np.float64)[rows] > now


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
