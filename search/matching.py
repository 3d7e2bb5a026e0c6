"""Which pages match a query, and by which passages: hybrid order, kept to what is really about it."""

from dataclasses import dataclass

import numpy as np

from search.coverage import by_coverage
from search.ranking import Candidates
from search.replica import get_replica
from search.retrieval import Question, by_keyword, by_vector, fused_rows, question_vector, read_question
from search.scope import Scope

# A search lists more than an answer needs; a word may stand in thousands of passages.
CANDIDATES, COVERING = 2_000, 5_000
# The best passage must cover this share of a question, or nothing was found; the others half as much as it.
LEAST_SHORT, LEAST_LONG = 0.3, 0.15
# With vectors a question may be said in quite other words; some of its own must still be there.
LEAST_WITH_VECTOR = 0.05
# Fewer characters are keywords, more are a question.
QUESTION_LENGTH = 8
SHARE_OF_BEST = 0.5
# A long question may be said in quite other words: so many of the most similar passages stay.
SIMILAR_KEPT = 20


@dataclass(frozen=True, slots=True)
class Match:
    """A page and the keys of its matching passages, best first."""

    page_id: int
    passages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Matches:
    """What a query found, best page first; `coverage` is the share of it that the best passage holds."""

    question: Question
    pages: tuple[Match, ...] = ()
    coverage: float = 0.0


def match(text: str, scope: Scope) -> Matches:
    """Find the pages about a query within a scope."""
    question, replica = read_question(text), get_replica()
    vector = question_vector(replica, text)
    with replica.reading():
        covered = by_coverage(replica, question, scope, COVERING)
        best = max(covered.values(), default=0.0)
        similar = by_vector(replica, vector, scope)
        if best < _least(question, similar):
            return Matches(question, coverage=best)
        keyword = by_keyword(replica, question, scope, CANDIDATES)
        rows, *_scores = fused_rows(replica, question, keyword, similar, vector)
        kept = _about(question, covered, similar)
        rows = rows[[row in kept for row in rows.tolist()]]
        rows = rows[replica.first_of_article(rows, rows.size)]
        pages = replica.page_column()[rows].tolist()
        return Matches(question, _by_page(pages, replica.passages(rows.tolist())), best)


def coverage(text: str, scope: Scope) -> float:
    """The share of a query's words that the best passage holds."""
    replica = get_replica()
    with replica.reading():
        return max(by_coverage(replica, read_question(text), scope, 1).values(), default=0.0)


def _least(question: Question, similar: Candidates) -> float:
    if not _is_question(question):
        return LEAST_SHORT
    return LEAST_WITH_VECTOR if similar.rows.size else LEAST_LONG


def _about(question: Question, covered: dict[int, float], similar: Candidates) -> set[int]:
    least = max(LEAST_LONG, SHARE_OF_BEST * max(covered.values()))
    kept = {row for row, share in covered.items() if share >= least}
    if _is_question(question):
        order = np.argsort(-similar.scores, kind="stable")[:SIMILAR_KEPT]
        kept |= set(similar.rows[order].tolist())
    return kept


def _is_question(question: Question) -> bool:
    return len(question.text) >= QUESTION_LENGTH


def _by_page(pages: list[int], passages: list[int]) -> tuple[Match, ...]:
    found: dict[int, list[int]] = {}
    for page, passage in zip(pages, passages, strict=True):
        found.setdefault(page, []).append(passage)
    return tuple(Match(page, tuple(keys)) for page, keys in found.items())
