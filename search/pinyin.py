"""How Chinese is read aloud: the base of suggestions and of "did you mean". Pure."""

import re
from functools import lru_cache

import rjieba
from pypinyin import lazy_pinyin

from search.text import fold

HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_SOUNDS_ALIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("r", "l"))
_ENDS_ALIKE = (("ing", "in"), ("eng", "en"), ("ang", "an"))


@lru_cache(maxsize=50_000)
def read_word(word: str) -> tuple[str, ...]:
    """The syllables of one word, without tones; other characters stand for themselves."""
    return tuple(
        syllable
        for part in lazy_pinyin(word)
        for syllable in ([part] if part.isascii() and part.isalpha() else list(part))
    )


def read_aloud(text: str) -> tuple[str, ...]:
    """One syllable for each Han character of a folded text, one item for each other character."""
    return tuple(
        syllable
        for word in rjieba.cut(text)
        for syllable in (read_word(word) if HAN.search(word) else tuple(word))
    )


@lru_cache(maxsize=2_000)
def slur(syllable: str) -> str:
    """A syllable as speakers say it who do not tell zh from z, n from l or ing from in."""
    for longer, shorter in _SOUNDS_ALIKE:
        if syllable.startswith(longer):
            syllable = shorter + syllable[len(longer) :]
            break
    for longer, shorter in _ENDS_ALIKE:
        if syllable.endswith(longer):
            return syllable[: -len(longer)] + shorter
    return syllable


class Reading:
    """A title that can be found by what it sounds like, from any of its characters on."""

    __slots__ = ("_initials", "_joined", "_starts")

    def __init__(self, title: str) -> None:
        syllables = read_aloud(re.sub(r"\s", "", fold(title)))
        self._initials = "".join(syllable[0] for syllable in syllables)
        self._joined = "".join(syllables)
        self._starts = set()
        at = 0
        for syllable in syllables:
            self._starts.add(at)
            at += len(syllable)

    def find(self, typed: str) -> int:
        """Where letters begin to match: as initials, or as whole or begun syllables; -1 for nowhere."""
        at = self._initials.find(typed)
        if at >= 0:
            return at
        at = self._joined.find(typed)
        while at >= 0 and at not in self._starts:
            at = self._joined.find(typed, at + 1)
        return at
