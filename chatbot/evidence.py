"""What was found for a question, and the features that the gate judges."""

from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from chatbot.answerability import coverage, rarity, unseen_share
from portal.content.rules import IN_FORCE
from search.models import Passage
from search.replica import Replica, Scope, get_replica
from search.retrieval import Hit, Question, find, read_question
from search.text import STOP_WORDS, bigrams, fold, words

RETRIEVED = 12


@dataclass(slots=True)
class Evidence:
    """A question with the passages found for it, best first, and the features of the two."""

    question: Question
    hits: list[Hit]
    features: dict[str, float] = field(default_factory=dict)
    mode: str = "keyword"

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
    evidence = Evidence(read_question(text), hits[:RETRIEVED])
    replica = get_replica()
    evidence.mode = "hybrid" if dense and replica.embedded else "keyword"
    if evidence.hits:
        evidence.features = features_of(evidence, replica)
    return evidence


def features_of(evidence: Evidence, replica: Replica) -> dict[str, float]:
    """The features of `chatbot.answerability.FEATURES`, from the best three passages."""
    question, hits = evidence.question, evidence.hits
    single = rarity(question.words, replica.frequency, replica.size)
    pairs = rarity(
        (gram for gram in bigrams(question.text) if gram not in STOP_WORDS), replica.frequency, replica.size
    )
    best = hits[:3]
    held = [_terms(hit.passage) for hit in best]
    keyword = sorted((hit.keyword for hit in hits), reverse=True)
    total = sum(single.values()) or 1.0
    return {
        "coverage": max(coverage(single, terms) for terms in held),
        "pair_coverage": max(coverage(pairs, terms) for terms in held),
        "unseen": unseen_share(single, replica.frequency),
        "keyword": keyword[0] / total,
        "cosine": max(hit.cosine for hit in best),
        "lead": hits[0].score - hits[-1].score,
        "agreement": sum(hit.passage.page_id == hits[0].passage.page_id for hit in hits[:5]) / 5,
        "length": min(len(question.words), 20) / 20,
    }


def _terms(passage: Passage) -> set[str]:
    text = fold(" ".join([passage.title, passage.caption, *passage.headings, passage.text]))
    return {*words(text), *bigrams(text)}
