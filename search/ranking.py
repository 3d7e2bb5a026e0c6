"""How passages are weighed and scores are fused. Pure: no Django, no storage."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

# A newer text ranks before an older one of equal words; after this many years age no longer tells.
RECENCY_YEARS = 30
RECENCY_SHARE = 0.15
LAW_SHARE = 0.10
KIND_SHARE = {"policy": 0.0, "interpretation": -0.10, "article": -0.15, "interview": -0.12}
_LAW_ENDINGS = ("法", "法典")


def prior(kind: str, title: str, published_on: date | None, today: date) -> float:
    """The factor by which a passage's keyword score is multiplied: newer, higher-ranking text first."""
    share = KIND_SHARE.get(kind, 0.0)
    if "法典" in title or title.endswith(_LAW_ENDINGS):
        share += LAW_SHARE
    if published_on is not None:
        age = (today - published_on).days / 365.25
        share += RECENCY_SHARE * min(1.0, max(0.0, 1 - age / RECENCY_YEARS))
    return 1 + share


def prefixed_sentences(text: str, limit: int) -> list[str]:
    """Cut a text at sentence ends into parts of at most `limit` characters; a longer sentence stays whole."""
    if len(text) <= limit:
        return [text]
    parts = [""]
    for sentence in split_sentences(text):
        if parts[-1] and len(parts[-1]) + len(sentence) > limit:
            parts.append("")
        parts[-1] += sentence
    return [part.strip() for part in parts if part.strip()]


def split_sentences(text: str) -> Iterable[str]:
    """Cut a text after each full stop, semicolon or line end, losing nothing."""
    start = 0
    for at, character in enumerate(text):
        if character in "。；！？\n":
            yield text[start : at + 1]
            start = at + 1
    if start < len(text):
        yield text[start:]


@dataclass(frozen=True, slots=True)
class Candidates:
    """The scored rows of one retriever, greatest first or not; rows are distinct."""

    rows: np.ndarray
    scores: np.ndarray


# How much the keyword score weighs beside the vector's, for a short and for a long question.
KEYWORD_SHARE_SHORT, KEYWORD_SHARE_LONG, LONG_QUESTION = 0.30, 0.40, 6
# A passage gains by the other good passages of its page, and a little of its prior in the dense score.
PAGE_SHARE, PAGE_PASSAGES, DENSE_PRIOR_SHARE = 0.2, 5, 0.3


def fuse(
    keyword: Candidates, dense: Candidates, pages: np.ndarray, priors: np.ndarray, question_words: int
) -> tuple[np.ndarray, np.ndarray]:
    """Join both retrievers' scores, the dense ones scaled to 0…1; `pages` and `priors` are looked up by row.

    Gives rows and scores, best first.
    Without vectors the keyword order stays as it is.
    """
    if dense.rows.size == 0:
        return keyword.rows, keyword.scores
    share = KEYWORD_SHARE_LONG if question_words > LONG_QUESTION else KEYWORD_SHARE_SHORT
    highest = (float(keyword.scores.max()) if keyword.scores.size else 0.0) or 1.0
    scores = dict.fromkeys(keyword.rows.tolist(), 0.0)
    for row, score in zip(keyword.rows.tolist(), keyword.scores.tolist(), strict=True):
        scores[row] = share * score / highest
    lifted = 1 + (priors[dense.rows] - 1) * DENSE_PRIOR_SHARE
    for row, score in zip(dense.rows.tolist(), (dense.scores * lifted).tolist(), strict=True):
        scores[row] = scores.get(row, 0.0) + (1 - share) * score
    rows = np.fromiter(scores, dtype=np.int64, count=len(scores))
    joined = np.fromiter(scores.values(), dtype=np.float64, count=len(scores))
    joined = joined + PAGE_SHARE * _page_bonus(pages[rows], joined)
    order = np.argsort(-joined, kind="stable")
    return rows[order], joined[order]


# What the nearest phrasing of a passage weighs beside its fused score (cosines differ by hundredths), and by
# how much questions stand nearer to phrasings than to texts on the average (measured on the demo).
ASKED_WEIGHT, TEXT_BELOW_PHRASING = 8.0, 0.03


def lift_asked(scores: np.ndarray, asked: np.ndarray, cosines: np.ndarray) -> np.ndarray:
    """Take from fused scores how much farther the passages' phrasings are than the nearest.

    `asked` is the similarity of each passage's nearest phrasing; one without phrasings (0) is taken at
    its text's cosine. Where no passage has any, nothing changes.
    """
    if not asked.any():
        return scores
    near = np.where(asked > 0, asked, cosines - TEXT_BELOW_PHRASING)
    return scores + ASKED_WEIGHT * (near - near.max())


def _page_bonus(pages: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """For each row the mean of its page's best scores (missing ones count as nothing)."""
    best: dict[int, list[float]] = {}
    for at in np.argsort(-scores, kind="stable"):
        found = best.setdefault(int(pages[at]), [])
        if len(found) < PAGE_PASSAGES:
            found.append(float(scores[at]))
    return np.asarray([sum(best[int(page)]) / PAGE_PASSAGES for page in pages])


def normalised(scores: np.ndarray) -> np.ndarray:
    """Scale scores to 0…1 by their own least and greatest."""
    if scores.size == 0:
        return scores
    low, high = float(scores.min()), float(scores.max())
    return np.zeros_like(scores) if high <= low else (scores - low) / (high - low)


def top(scores: Sequence[float] | np.ndarray, count: int) -> np.ndarray:
    """The positions of the greatest scores, greatest first."""
    values = np.asarray(scores)
    if values.size <= count:
        return np.argsort(-values, kind="stable")
    best = np.argpartition(-values, count - 1)[:count]
    return best[np.argsort(-values[best], kind="stable")]
