"""What goes from a retriever to the joiner: primary keys and scores.

Haystack copies every input of a component: 800 documents a question would cost more than the search.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from haystack import Document

from search import retrieval
from search.documents.conversion import to_document
from search.documents.reading import Filters, matching_keys
from search.ranking import Candidates
from search.replica import Replica
from search.retrieval import DEPTH, Question, Ranked
from search.scope import Scope

# Under this key of a document's meta stands what each retriever gave it.
SCORES = "_search"


@dataclass(frozen=True, slots=True)
class Ranking:
    """What one retriever found: primary keys, best first, and scores; and the question's vector."""

    keys: tuple[int, ...]
    scores: np.ndarray
    vector: np.ndarray | None = None


def rank(replica: Replica, candidates: Candidates, vector: np.ndarray | None = None) -> Ranking:
    """Name a replica's rows by their primary keys, which stay what they are."""
    return Ranking(tuple(replica.passages(candidates.rows.tolist())), candidates.scores, vector)


def narrow(search: Callable[[int], Ranking], size: int, scope: Scope, filters: Filters | None) -> Ranking:
    """Rank to the usual depth what matches the filters, looking deeper until it is reached."""
    limit = DEPTH
    while True:
        found = search(limit)
        if not filters:
            return found
        matches = matching_keys(scope, found.keys, filters)
        kept = [at for at, key in enumerate(found.keys) if key in matches][:DEPTH]
        if len(kept) == DEPTH or limit >= size:
            keys = tuple(found.keys[at] for at in kept)
            return Ranking(keys, found.scores[np.asarray(kept, np.int64)], found.vector)
        limit *= 4


def fuse(
    replica: Replica, question: Question, keyword: Ranking, dense: Ranking | None, limit: int
) -> list[Ranked]:
    """Fuse two rankings; what has left the index since is left out."""
    dense = dense or Ranking((), np.empty(0, np.float32))
    with replica.reading():
        return retrieval.join(
            replica, question, _candidates(replica, keyword), _candidates(replica, dense), dense.vector, limit
        )


def similarities(replica: Replica, ranking: Ranking, limit: int) -> list[Ranked]:
    """The best of a dense ranking with their cosine similarities."""
    if ranking.vector is None:
        return []
    with replica.reading():
        rows = replica.rows_of(ranking.keys[:limit])
        cosines = replica.similarity(ranking.vector, rows).tolist()
    return [
        Ranked(key, cosine, 0.0, cosine)
        for key, row, cosine in zip(ranking.keys, rows.tolist(), cosines, strict=False)
        if row >= 0
    ]


def read(ranked: list[Ranked], scope: Scope) -> list[Document]:
    """Read ranked passages as documents, as far as the scope still shows them."""
    return [
        replace(
            document,
            score=hit.score,
            meta={**document.meta, SCORES: {"keyword": hit.keyword, "cosine": hit.cosine}},
        )
        for hit in retrieval.load_hits(ranked, scope)
        for document in [to_document(hit.passage)]
    ]


def _candidates(replica: Replica, ranking: Ranking) -> Candidates:
    rows = replica.rows_of(ranking.keys)
    return Candidates(rows[rows >= 0], ranking.scores[rows >= 0])
