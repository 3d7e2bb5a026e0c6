"""Finding passages: keyword, dense, and both together."""

from collections import Counter
from dataclasses import dataclass, field

import numpy as np
from django.core.cache import cache
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from search.models import Passage, Synonym
from search.ranking import Candidates, fuse, lift_asked, normalised, top
from search.replica import Replica, Scope, get_replica
from search.text import STOP_WORDS, bigrams, fold, words

FIELD_WEIGHTS = {"text": 1.0, "heading": 0.3, "title": 0.3, "asked": 2.0}
SYNONYM_WEIGHT = 0.6
# How many candidates each retriever brings to the fusion.
DEPTH = 400
_UNREAD = ("title_tokens", "heading_tokens", "text_tokens")
_SYNONYMS_KEY = "search:synonyms"


@dataclass(frozen=True, slots=True)
class Question:
    """A question as the index reads it: weighted terms and the words that carry meaning."""

    text: str
    weights: dict[str, float] = field(default_factory=dict)
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ranked:
    """A passage by its primary key: its place's score, and what each retriever gave it.

    `asked` is the similarity of its nearest phrasing, 0 where it has none.
    """

    key: int
    score: float
    keyword: float
    cosine: float
    asked: float = 0.0


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found: its score in the order it was found by, and what each retriever gave it."""

    passage: Passage
    score: float
    keyword: float
    cosine: float
    asked: float = 0.0


def read_question(text: str) -> Question:
    """Analyse a question, adding editors' synonyms at a lower weight."""
    weights: Counter[str] = Counter()
    meaning = [word for word in words(text) if word not in STOP_WORDS]
    weights.update(meaning)
    weights.update(gram for gram in bigrams(text) if gram not in STOP_WORDS)
    weighted = {term: float(count) for term, count in weights.items()}
    folded = fold(text)
    for term, equivalents in _synonyms().items():
        if term in folded:
            for other in equivalents:
                for word in {*words(other), *bigrams(other)}:
                    weighted.setdefault(word, SYNONYM_WEIGHT)
    return Question(text, weighted, tuple(dict.fromkeys(meaning)))


def find(text: str, scope: Scope, limit: int = 10, *, dense: bool = True) -> list[Hit]:
    """The best passages for a question within a scope, best first, each article once."""
    question, replica = read_question(text), get_replica()
    return find_read(question, question_vector(replica, text) if dense else None, scope, limit)


def find_read(question: Question, vector: np.ndarray | None, scope: Scope, limit: int) -> list[Hit]:
    """Do what `find` does for a question that was read and embedded already."""
    replica = get_replica()
    with replica.reading():
        keyword = by_keyword(replica, question, scope)
        similar = by_vector(replica, vector, scope)
        ranked = join(replica, question, keyword, similar, vector, limit)
    return load_hits(ranked, scope)


def by_keyword(replica: Replica, question: Question, scope: Scope, limit: int = DEPTH) -> Candidates:
    """The best rows by BM25 over words and bigrams."""
    return Candidates(*replica.keyword(question.weights, FIELD_WEIGHTS, scope, limit))


def question_vector(replica: Replica, text: str) -> np.ndarray | None:
    """The vector of a question; None where there is nothing to compare it with."""
    if replica.embedder is None or replica.embedded == 0 or not text.strip():
        return None
    return replica.embedder.embed_query(text)


def by_vector(replica: Replica, vector: np.ndarray | None, scope: Scope, limit: int = DEPTH) -> Candidates:
    """The best rows by cosine similarity scaled to 0…1; none without a vector."""
    if vector is None:
        return Candidates(np.empty(0, np.int64), np.empty(0, np.float32))
    rows, scores = replica.dense(vector, scope)
    # Scaled over all rows: how far the best stand above the mass is what tells.
    scores = normalised(scores)
    best, asked = top(scores, limit), replica.asked(vector, rows)
    if asked.any():
        # A passage may be far by its text and near by a phrasing.
        near = top(asked, limit)
        best = np.concatenate([best, np.setdiff1d(near[asked[near] > 0], best)])
    return Candidates(rows[best], scores[best])


def join(
    replica: Replica,
    question: Question,
    keyword: Candidates,
    dense: Candidates,
    vector: np.ndarray | None,
    limit: int,
) -> list[Ranked]:
    """Fuse what both found; of a divided article only its best part stays."""
    rows, scores, cosines, asked = fused_rows(replica, question, keyword, dense, vector)
    best = replica.first_of_article(rows, limit)
    by_row = dict(zip(keyword.rows.tolist(), keyword.scores.tolist(), strict=True))
    columns = (column[best].tolist() for column in (rows, scores, cosines, asked))
    return [
        Ranked(key, score, by_row.get(row, 0.0), cosine, near)
        for key, row, score, cosine, near in zip(replica.passages(rows[best].tolist()), *columns, strict=True)
    ]


def fused_rows(
    replica: Replica, question: Question, keyword: Candidates, dense: Candidates, vector: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Fuse what both found, best first: rows, scores, cosines of the texts and of the nearest phrasings."""
    rows, scores = fuse(keyword, dense, replica.page_column(), replica.prior_column(), len(question.words))
    if vector is None:
        return rows, scores, np.zeros(rows.size), np.zeros(rows.size)
    cosines, asked = replica.similarity(vector, rows), replica.asked(vector, rows)
    lifted = lift_asked(scores, asked, cosines)
    order = np.argsort(-lifted, kind="stable")
    return rows[order], lifted[order], cosines[order], asked[order]


def load_hits(ranked: list[Ranked], scope: Scope) -> list[Hit]:
    """Read the passages; one that has left the scope meanwhile is left out."""
    loaded = Passage.objects.within(scope).defer(*_UNREAD).in_bulk([found.key for found in ranked])
    return [
        Hit(loaded[found.key], found.score, found.keyword, found.cosine, found.asked)
        for found in ranked
        if found.key in loaded
    ]


def _synonyms() -> dict[str, list[str]]:
    known = cache.get(_SYNONYMS_KEY)
    if known is None:
        known = {
            fold(row.term): [
                part.strip() for part in row.equivalents.replace("，", ",").split(",") if part.strip()
            ]
            for row in Synonym.objects.all()
        }
        cache.set(_SYNONYMS_KEY, known, timeout=60)
    return known


@receiver(post_save, sender=Synonym)
@receiver(post_delete, sender=Synonym)
def _forget_synonyms(**kwargs: object) -> None:
    cache.delete(_SYNONYMS_KEY)
