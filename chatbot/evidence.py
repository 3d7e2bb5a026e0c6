"""What was found for a question, and the features that the gate judges."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from django.utils import timezone

from chatbot.answerability import asks_amount, calibrations, coverage, rarity
from chatbot.gaps import gap_table
from portal.content.rules import IN_FORCE
from search.models import Phrasing
from search.replica import Replica, get_replica
from search.retrieval import Hit, Question, find_read, question_vector, read_question
from search.scope import Scope
from search.text import bigrams, content_words, fold, likeness

RETRIEVED = 12
JUDGED = 3


@dataclass(slots=True)
class Evidence:
    """A question with the passages found for it, best first, and the features of the two."""

    question: Question
    hits: list[Hit]
    vector: np.ndarray | None = None
    features: dict[str, float] = field(default_factory=dict)
    gap: int | None = None

    @property
    def mode(self) -> str:
        """Which calibration of the gate applies."""
        return "keyword" if self.vector is None else "hybrid"

    @property
    def confidence(self) -> float:
        """How sure the gate is that the evidence answers its question, 0 to 1."""
        return calibrations()[self.mode].confidence(self.features) if self.hits else 0.0

    def record(self) -> list[dict[str, Any]]:
        """What a turn keeps of the passages."""
        return [
            {
                "document_id": hit.passage.document_id,
                "page": hit.passage.page_id,
                "revision": hit.passage.revision_id,
                "score": round(hit.score, 4),
                "keyword": round(hit.keyword, 4),
                "cosine": round(hit.cosine, 4),
                "asked": round(hit.asked, 4),
            }
            for hit in self.hits
        ]


def gather(text: str, scope: Scope, *, dense: bool = True) -> Evidence:
    """Retrieve policies in force for a question and measure how well they fit it."""
    replica, question = get_replica(), read_question(text)
    vector = question_vector(replica, text) if dense else None
    evidence = Evidence(question, _find_in_force(question, vector, scope), vector)
    if evidence.hits:
        evidence.features = features_of(evidence, replica, scope)
    return evidence


def _find_in_force(question: Question, vector: np.ndarray | None, scope: Scope) -> list[Hit]:
    """The best passages of policies in force; looks further down where many are repealed."""
    today, limit = timezone.localdate(), 2 * RETRIEVED
    while True:
        found = find_read(question, vector, scope, limit)
        hits = [hit for hit in found if hit.passage.validity_on(today) in IN_FORCE]
        if len(hits) >= RETRIEVED or len(found) < limit:
            return hits[:RETRIEVED]
        limit *= 4


def features_of(evidence: Evidence, replica: Replica, scope: Scope) -> dict[str, float]:
    """The features of `chatbot.answerability.FEATURES`: how the best passages fit, and what is missing.

    Finds the nearest known gap on the way.
    """
    hits, best = evidence.hits, evidence.hits[:JUDGED]
    text = evidence.question.text
    words = rarity(content_words(text), replica.frequency, replica.size)
    pairs = frozenset(bigrams(text))
    page = replace(scope, pages=frozenset({hits[0].passage.page_id or 0}))
    others = [hit for hit in hits if hit.passage.page_id != hits[0].passage.page_id]
    evidence.gap, gap = _nearest_gap(evidence, pairs, scope)
    return {
        "asked": max(hit.asked for hit in best),
        "gap": gap,
        "alike": max(_likeness_of_phrasings(best, pairs), default=0.0),
        "keyword": hits[0].keyword / (sum(words.values()) or 1.0),
        "cosine": max(hit.cosine for hit in hits),
        "lead": hits[0].score - (others[0].score if others else 0.0),
        "agreement": sum(hit.passage.page_id == hits[0].passage.page_id for hit in hits[:5]) / 5,
        "unseen": sum(weight for word, weight in words.items() if not replica.frequency(word)),
        "page_coverage": coverage(words, lambda word: replica.holds(word, page)),
        "asks_amount": float(asks_amount(fold(text), hits[0].passage.text)),
    }


def _nearest_gap(evidence: Evidence, pairs: frozenset[str], scope: Scope) -> tuple[int | None, float]:
    table = gap_table(scope.site)
    return table.most_alike(pairs) if evidence.vector is None else table.nearest(evidence.vector)


def _likeness_of_phrasings(hits: list[Hit], pairs: frozenset[str]) -> Iterator[float]:
    """How alike a question and each phrasing of some passages are by their bigrams."""
    passages = [hit.passage.pk for hit in hits]
    for text in Phrasing.objects.filter(passage__in=passages).values_list("text", flat=True):
        yield likeness(pairs, frozenset(bigrams(text)))
