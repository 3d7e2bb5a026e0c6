"""What was found for a question, and the features that the gate judges."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import numpy as np
from django.utils import timezone

from chatbot.answerability import asks_amount, coverage, rarity
from portal.content.rules import IN_FORCE
from search.embedding import Embedder
from search.replica import Replica, get_replica
from search.retrieval import Hit, Question, find, question_vector, read_question
from search.scope import Scope
from search.text import bigrams, content_words, fold

RETRIEVED = 12
JUDGED = 3
# The best few are put in order by their captions too; a keyword score is of another size than a cosine.
REORDERED = 6
CAPTION_WEIGHT = {"hybrid": 5.0, "keyword": 0.0}
# Questions stand nearer to captions than to whole articles, by so much on the average (measured on the demo).
TEXT_BELOW_CAPTION = 0.02


@dataclass(slots=True)
class Evidence:
    """A question with the passages found for it, best first, and the features of the two."""

    question: Question
    hits: list[Hit]
    vector: np.ndarray | None = None
    captions: list[float] = field(default_factory=list)
    features: dict[str, float] = field(default_factory=dict)

    def reorder(self, similarities: list[float]) -> None:
        """Let the captions' similarities move the best hits among themselves."""
        mean = sum(similarities) / len(similarities)
        moved = [
            (replace(hit, score=hit.score + CAPTION_WEIGHT[self.mode] * (similarity - mean)), similarity)
            for hit, similarity in zip(self.hits, similarities, strict=False)
        ]
        moved.sort(key=lambda pair: -pair[0].score)
        self.hits = [hit for hit, _similarity in moved] + self.hits[len(moved) :]

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
    hits = _find_in_force(text, scope, dense)
    replica = get_replica()
    vector = question_vector(replica, text) if dense else None
    evidence = Evidence(read_question(text), hits, vector)
    if evidence.hits:
        evidence.features = features_of(evidence, replica, scope)
        evidence.reorder(evidence.captions)
    return evidence


def _find_in_force(text: str, scope: Scope, dense: bool) -> list[Hit]:
    """The best passages of policies in force; looks further down where many are repealed."""
    today, limit = timezone.localdate(), 2 * RETRIEVED
    while True:
        found = find(text, scope, limit, dense=dense)
        hits = [hit for hit in found if hit.passage.validity_on(today) in IN_FORCE]
        if len(hits) >= RETRIEVED or len(found) < limit:
            return hits[:RETRIEVED]
        limit *= 4


def features_of(evidence: Evidence, replica: Replica, scope: Scope) -> dict[str, float]:
    """The features of `chatbot.answerability.FEATURES`: how the best passages fit, and what is missing."""
    hits, best = evidence.hits, evidence.hits[:JUDGED]
    evidence.captions = caption_similarities(evidence, replica)
    words = rarity(content_words(evidence.question.text), replica.frequency, replica.size)
    page = replace(scope, pages=frozenset({hits[0].passage.page_id or 0}))
    cosines = [hit.cosine for hit in hits]
    nearest = sorted(evidence.captions, reverse=True)
    asked = fold(evidence.question.text)
    return {
        "caption": nearest[0],
        "second_caption": nearest[1] if len(nearest) > 1 else 0.0,
        "caption_words": max(_shared(hit.passage.caption, asked.__contains__, replica) for hit in best),
        "cosine": max(cosines),
        "lead": hits[0].score - best[-1].score,
        "agreement": sum(hit.passage.page_id == hits[0].passage.page_id for hit in hits[:5]) / 5,
        "stand_out": cosines[0] - sum(cosines) / len(cosines),
        "unseen": sum(weight for word, weight in words.items() if not replica.frequency(word)),
        "page_coverage": coverage(words, lambda word: replica.holds(word, page)),
        "page_missing": sum(weight for word, weight in words.items() if not replica.holds(word, page)),
        "asks_amount": float(asks_amount(asked, hits[0].passage.text)),
    }


def caption_similarities(evidence: Evidence, replica: Replica) -> list[float]:
    """How near the question is to the captions of the best passages, in their order.

    By cosine where there are vectors (a passage without a caption counts with its text's), else by
    the share of the caption's words that the question has.
    """
    best = evidence.hits[:REORDERED]
    if evidence.vector is None or replica.embedder is None:
        asked = {*evidence.question.words, *bigrams(evidence.question.text)}
        return [_shared(hit.passage.caption, asked.__contains__, replica) for hit in best]
    return [
        float(_caption_vector(replica.embedder, hit.passage.caption) @ evidence.vector)
        if hit.passage.caption
        else hit.cosine + TEXT_BELOW_CAPTION
        for hit in best
    ]


def _shared(caption: str, holds: Callable[[str], bool], replica: Replica) -> float:
    return coverage(rarity(content_words(caption), replica.frequency, replica.size), holds)


@lru_cache(maxsize=4096)
def _caption_vector(embedder: Embedder, caption: str) -> np.ndarray:
    return embedder.embed_passages([caption])[0]
