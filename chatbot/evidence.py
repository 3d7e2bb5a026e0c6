"""What was found for a question, and the features that the gate judges."""

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import numpy as np
from django.utils import timezone

from chatbot.answerability import coverage, rarity
from portal.content.rules import IN_FORCE
from search.embedding import Embedder
from search.replica import Replica, get_replica
from search.retrieval import Hit, Question, find, question_vector, read_question
from search.scope import Scope
from search.text import bigrams, content_words

RETRIEVED = 12
JUDGED = 3
# Questions stand nearer to captions than to whole articles, by so much on the average (measured on the demo).
TEXT_BELOW_CAPTION = 0.02


@dataclass(slots=True)
class Evidence:
    """A question with the passages found for it, best first, and the features of the two."""

    question: Question
    hits: list[Hit]
    vector: np.ndarray | None = None
    features: dict[str, float] = field(default_factory=dict)

    @property
    def mode(self) -> str:
        """Which calibration of the gate applies."""
        return "keyword" if self.vector is None else "hybrid"

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
            }
            for hit in self.hits
        ]


def gather(text: str, scope: Scope, *, dense: bool = True) -> Evidence:
    """Retrieve policies in force for a question and measure how well they fit it."""
    today = timezone.localdate()
    hits = [
        hit
        for hit in find(text, scope, 2 * RETRIEVED, dense=dense)
        if hit.passage.validity_on(today) in IN_FORCE
    ]
    replica = get_replica()
    vector = question_vector(replica, text) if dense else None
    evidence = Evidence(read_question(text), hits[:RETRIEVED], vector)
    if evidence.hits:
        evidence.features = features_of(evidence, replica, scope)
    return evidence


def features_of(evidence: Evidence, replica: Replica, scope: Scope) -> dict[str, float]:
    """The features of `chatbot.answerability.FEATURES`: how the best passages fit, and what is missing."""
    hits, best = evidence.hits, evidence.hits[:JUDGED]
    words = rarity(content_words(evidence.question.text), replica.frequency, replica.size)
    page = replace(scope, pages=frozenset({hits[0].passage.page_id}))
    cosines = [hit.cosine for hit in hits]
    return {
        "caption": max(caption_similarities(evidence, replica)),
        "lead": hits[0].score - best[-1].score,
        "agreement": sum(hit.passage.page_id == hits[0].passage.page_id for hit in hits[:5]) / 5,
        "stand_out": cosines[0] - sum(cosines) / len(cosines),
        "unseen": sum(weight for word, weight in words.items() if not replica.frequency(word)),
        "page_coverage": coverage(words, lambda word: replica.holds(word, page)),
        "page_missing": sum(weight for word, weight in words.items() if not replica.holds(word, page)),
    }


def caption_similarities(evidence: Evidence, replica: Replica) -> list[float]:
    """How near the question is to the captions of the best passages.

    By cosine where there are vectors (a passage without a caption counts with its text's), else by
    the share of the caption's words that the question has.
    """
    best = evidence.hits[:JUDGED]
    if evidence.vector is None or replica.embedder is None:
        asked = {*evidence.question.words, *bigrams(evidence.question.text)}
        return [_shared(hit.passage.caption, asked, replica) for hit in best]
    return [
        float(_caption_vector(replica.embedder, hit.passage.caption) @ evidence.vector)
        if hit.passage.caption
        else hit.cosine + TEXT_BELOW_CAPTION
        for hit in best
    ]


def _shared(caption: str, asked: set[str], replica: Replica) -> float:
    return coverage(rarity(content_words(caption), replica.frequency, replica.size), asked.__contains__)


@lru_cache(maxsize=4096)
def _caption_vector(embedder: Embedder, caption: str) -> np.ndarray:
    return embedder.embed_passages([caption])[0]
