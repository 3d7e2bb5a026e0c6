"""The extractive answer: the policies' own words, with the sentences that answer marked. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from portal.content.outline import CELL_MARK

# A passage nearly as good as the best is quoted too, up to this many in all.
MAX_QUOTES = 3
NEAR = 0.8
# An article longer than this is shown by its best sentences, the rest behind its link.
WHOLE_LENGTH = 260
_SENTENCE = re.compile(r"[^。；！？\n]*[。；！？\n]?")
_CONDITION = re.compile(
    r"(除外|但是|但|不得|不予|不适用|例外|另有规定|除非|以外的|不再|停止|取消资格|限于|仅限|逾期)"
)


@dataclass(frozen=True, slots=True)
class Quote:
    """What is shown of a passage: its best sentences in order, and conditions of the same article."""

    sentences: tuple[str, ...]
    conditions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The quoted sentences, one after the other."""
        return "".join(self.sentences).strip()


def how_many(scores: Sequence[float]) -> int:
    """How many of the best passages are quoted: those nearly as good as the first."""
    if not scores:
        return 0
    near = sum(score >= NEAR * scores[0] for score in scores[:MAX_QUOTES])
    return max(1, near)


def quote(text: str, weights: Mapping[str, float]) -> Quote:
    """Quote a passage for a question's weighted terms: whole if short, else its best sentences.

    Sentences that set conditions or exceptions are never left out: those not among the best are
    listed apart.
    """
    sentences = list(_units(text))
    if len(text) <= WHOLE_LENGTH or not sentences:
        return Quote(tuple(sentences))
    chosen = _best(sentences, weights)
    rest = [sentence.strip() for at, sentence in enumerate(sentences) if at not in chosen]
    conditions = tuple(sentence for sentence in rest if _CONDITION.search(sentence))
    return Quote(tuple(sentences[at] for at in sorted(chosen)), conditions)


def _units(text: str) -> Iterator[str]:
    """Cut a text into what can be quoted alone: a sentence, or a table with the words that announce it.

    The rows of a table stay together: a row alone says nothing, nor does "as follows" without them.
    """
    open_unit = ""
    for line in text.splitlines(keepends=True):
        if CELL_MARK in line and (CELL_MARK in open_unit or open_unit.rstrip().endswith(("：", ":"))):
            open_unit += line
            continue
        for found in [line] if CELL_MARK in line else _SENTENCE.findall(line):
            if found.strip():
                if open_unit:
                    yield open_unit
                open_unit = found
    if open_unit:
        yield open_unit


def _best(sentences: Sequence[str], weights: Mapping[str, float]) -> set[int]:
    """The first sentence, which says what the article is about, the best other one, and more that fit."""
    chosen, length = {0}, len(sentences[0])
    by_worth = sorted(range(1, len(sentences)), key=lambda at: -_worth(sentences[at], weights))
    for at in by_worth:
        # The best is quoted however long: it may be the very table that was asked for.
        is_asked_for = len(chosen) == 1 and _worth(sentences[at], weights) > 0
        if not is_asked_for and length + len(sentences[at]) > WHOLE_LENGTH:
            break
        chosen.add(at)
        length += len(sentences[at])
    return chosen


def _worth(sentence: str, weights: Mapping[str, float]) -> float:
    return sum(weight for term, weight in weights.items() if term in sentence)
