"""How good answers are: right when answered, silent when there is nothing to say. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from search.evaluation import percentile


@dataclass(frozen=True, slots=True)
class Judged:
    """One question of a set with what the chatbot did: `correct` is None for the unanswerable."""

    answerable: bool
    answered: bool
    correct: bool | None
    confidence: float
    milliseconds: float


def is_correct(row: dict[str, Any], citations: Sequence[dict[str, Any]]) -> bool:
    """Whether an answer cites what the row names: a relevant article, or a passage holding its text."""
    if "contains" in row:
        return any(row["contains"] in f"{cited['quote']}{cited['passage']}" for cited in citations)
    relevant = {(target["document"], target["article"]) for target in row.get("relevant", [])}
    return any((cited["document"], cited["article"]) in relevant for cited in citations)


def summarise(judged: Sequence[Judged]) -> dict[str, float]:
    """The figures of a run; shares are of the answerable or of the unanswerable as their names say."""
    answerable = [row for row in judged if row.answerable]
    unanswerable = [row for row in judged if not row.answerable]
    answered = [row for row in answerable if row.answered]
    right = [row for row in answered if row.correct]
    times = [row.milliseconds for row in judged]
    return {
        "n": len(judged),
        "answerable": len(answerable),
        "unanswerable": len(unanswerable),
        "coverage": _share(len(answered), len(answerable)),
        "correct_when_answered": _share(len(right), len(answered)),
        "answered_correctly": _share(len(right), len(answerable)),
        "false_answer_rate": _share(sum(row.answered for row in unanswerable), len(unanswerable)),
        "aurc": round(area_under_risk_coverage(judged), 4),
        "p50_ms": round(percentile(times, 50), 1),
        "p95_ms": round(percentile(times, 95), 1),
    }


def area_under_risk_coverage(judged: Sequence[Judged]) -> float:
    """Mean error among the most confident, over all cut-offs: 0 is perfect.

    An error is a wrong citation, or any answer to the unanswerable.
    """
    ordered = sorted(judged, key=lambda row: -row.confidence)
    errors, total = 0, 0.0
    for count, row in enumerate(ordered, start=1):
        errors += not row.correct
        total += errors / count
    return total / len(ordered) if ordered else 0.0


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
