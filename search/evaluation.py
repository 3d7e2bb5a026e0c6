"""How good retrieval is: measures over ranked lists. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field

type Target = tuple[str, str]


@dataclass(slots=True)
class Measures:
    """Sums over questions; `summary` gives the means. Times are in milliseconds."""

    reciprocal: float = 0.0
    hit_1: int = 0
    hit_3: int = 0
    recall_10: float = 0.0
    recall_100: float = 0.0
    times: list[float] = field(default_factory=list)

    def add(self, ranked: Sequence[Target], relevant: set[Target], milliseconds: float) -> None:
        """Count one question's ranked list against what was relevant."""
        rank = next((at for at, found in enumerate(ranked) if found in relevant), None)
        if rank is not None and rank < 10:
            self.reciprocal += 1 / (rank + 1)
            self.hit_1 += rank < 1
            self.hit_3 += rank < 3
        self.recall_10 += len(relevant & set(ranked[:10])) / len(relevant)
        self.recall_100 += len(relevant & set(ranked[:100])) / len(relevant)
        self.times.append(milliseconds)

    def summary(self) -> dict[str, float]:
        """The means over all questions, rounded, under the names that reports use."""
        count = len(self.times) or 1
        return {
            "n": len(self.times),
            "mrr@10": round(self.reciprocal / count, 4),
            "hit@1": round(self.hit_1 / count, 4),
            "hit@3": round(self.hit_3 / count, 4),
            "recall@10": round(self.recall_10 / count, 4),
            "recall@100": round(self.recall_100 / count, 4),
            "p50_ms": round(percentile(self.times, 50), 2),
            "p95_ms": round(percentile(self.times, 95), 2),
        }


def percentile(values: Sequence[float], share: int) -> float:
    """The value that `share` per cent of the values do not exceed; 0 for none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * share // 100)] if ordered else 0.0
