"""Passages and questions made up quickly: words as rare as in real texts, and their bigrams."""

from dataclasses import dataclass

import numpy as np

_WORDS, _TEXT_WORDS, _TITLE_WORDS = 20_000, (15, 90), (4, 9)
_FIRST_HAN, _HAN = 0x4E00, 2500


@dataclass(frozen=True, slots=True)
class MadePassage:
    """The tokens of a passage, field by field, as `search.passages.tokens` would give them."""

    text: str
    heading: str
    title: str


class Maker:
    """Makes texts of words whose frequencies fall as Zipf found; the same seed makes the same texts."""

    def __init__(self, seed: int = 7) -> None:
        self._random = np.random.default_rng(seed)
        signs = self._random.integers(0, _HAN, (_WORDS, 3))
        lengths = self._random.choice([1, 2, 2, 2, 3], _WORDS)
        self._words = [
            "".join(chr(_FIRST_HAN + sign) for sign in row[:length])
            for row, length in zip(signs.tolist(), lengths.tolist(), strict=True)
        ]
        weights = 1 / np.arange(3, _WORDS + 3) ** 0.9
        self._weights = np.cumsum(weights / weights.sum())
        self._title = self._heading = ""

    def passages(self, count: int) -> list[MadePassage]:
        """Make passages, some forty to a title."""
        made = []
        for at in range(count):
            if at % 40 == 0:
                self._title = self._text(*_TITLE_WORDS)
            if at % 8 == 0:
                self._heading = self._text(*_TITLE_WORDS)
            made.append(MadePassage(self._text(*_TEXT_WORDS), self._heading, self._title))
        return made

    def questions(self, passages: list[MadePassage], count: int) -> list[list[str]]:
        """Ask for words of a passage among others, as questions of eight words and their bigrams do."""
        asked = []
        for at in self._random.integers(0, len(passages), count):
            known = passages[at].text.split("\n")[0].split()
            words = [*self._random.choice(known, 4).tolist(), *self._draw(4)]
            asked.append(sorted({*words, *_bigrams("".join(words))}))
        return asked

    def _text(self, least: int, most: int) -> str:
        words = self._draw(int(self._random.integers(least, most)))
        return f"{' '.join(words)}\n{' '.join(_bigrams(''.join(words)))}"

    def _draw(self, count: int) -> list[str]:
        places = np.searchsorted(self._weights, self._random.random(count))
        return [self._words[place] for place in places.tolist()]


def _bigrams(text: str) -> list[str]:
    return [text[at : at + 2] for at in range(len(text) - 1)]
