"""“Did you mean”: wrong characters that sound like a word of the published texts, and plain pinyin.

Conservative: what reads as written stays. Only a run of pieces that is no word, that the published
texts never hold, and that shares a character with a frequent word of the same sound is put right.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, combinations, pairwise
from typing import Any

import rjieba

from search.following import IndexFollower
from search.pinyin import HAN, read_word, slur
from search.replica import Replica, get_replica
from search.text import STOP_WORDS, fold

# Texts beyond this many passages teach no new words worth proposing.
_READ_PASSAGES = 10_000
_SHORTEST, _LONGEST = 2, 6
# A word must occur in so many passages, and so many times as often as what was typed.
_LEAST_COUNT, _LEAST_RATIO = 4, 20
_NUMERALS = frozenset("〇一二两三四五六七八九十百千万")
_COMMON = STOP_WORDS | _NUMERALS
# Verbs' little companions: beside another character they are speech, not a slip.
_COMPANIONS = STOP_WORDS | frozenset("点成到完过上下来去出起开多少好大小做用")
_LETTERS = re.compile(r"(?<![0-9a-z])[a-z]{5,40}(?![0-9a-z])")
_WORD = re.compile(rf"{HAN.pattern}{{{_SHORTEST},{_LONGEST}}}")


class Vocabulary(IndexFollower):
    """The words of the published texts, by themselves and by their sound."""

    def start_anew(self) -> None:
        """Forget all words."""
        self.count: Counter[str] = Counter()
        self._by_sound: dict[tuple[str, ...], list[str]] = {}
        self._by_slurred_sound: dict[tuple[str, ...], list[str]] = {}
        self._by_letters: dict[str, str] = {}

    def take(self, changed: Any, since: int) -> None:
        """Count the words of passages; those of withdrawn ones stay until the process ends."""
        rows = changed.live().order_by("-pk").values_list("title_tokens", "heading_tokens", "text_tokens")
        for tokens in rows[:_READ_PASSAGES].iterator(chunk_size=1000):
            words = {word for part in tokens for word in part.partition("\n")[0].split()}
            self.count.update(words - STOP_WORDS)
        self._index()

    def like(self, text: str) -> list[str]:
        """Words that sound like a text, read character by character."""
        sound = tuple(_sound(character) for character in text)
        found = self._by_sound.get(sound, [])
        if not found and len(text) > _SHORTEST:
            found = self._by_slurred_sound.get(tuple(map(slur, sound)), [])
        return found

    def spelled(self, letters: str) -> str:
        """The words whose pinyin the letters are, the fewest and most frequent; empty for none."""
        best: list[tuple[int, int, str] | None] = [(0, 0, "")] + [None] * len(letters)
        for end in range(1, len(letters) + 1):
            for start in range(end):
                before, word = best[start], self._by_letters.get(letters[start:end])
                if before is None or word is None:
                    continue
                found = (before[0] + 1, before[1] - self.count[word], before[2] + word)
                best[end] = min(found, best[end] or found)
        last = best[-1]
        return last[2] if last else ""

    def _index(self) -> None:
        by_sound: dict[tuple[str, ...], list[str]] = {}
        by_slur: dict[tuple[str, ...], list[str]] = {}
        by_letters: dict[str, str] = {}
        for word in _whole_words(self.count):
            by_letters.setdefault("".join(read_word(word)), word)
            for sound in {read_word(word), tuple(_sound(character) for character in word)}:
                by_sound.setdefault(sound, []).append(word)
                by_slur.setdefault(tuple(map(slur, sound)), []).append(word)
        self._by_sound, self._by_slurred_sound, self._by_letters = by_sound, by_slur, by_letters


def _whole_words(count: Counter[str]) -> Iterator[str]:
    """The frequent words, most frequent first, without those that are only parts of a longer one."""
    within: Counter[str] = Counter()
    for word, times in count.items():
        for start, end in combinations(range(len(word) + 1), 2):
            part = word[start:end]
            if _SHORTEST <= len(part) < len(word) and times > within[part]:
                within[part] = times
    for word, times in count.most_common():
        if times < _LEAST_COUNT:
            return
        if times - within[word] > 1 and _WORD.fullmatch(word):
            yield word


@dataclass(frozen=True, slots=True)
class Change:
    """One run of characters put right."""

    start: int
    end: int
    word: str


def correct(text: str) -> str | None:
    """The text with misspelled words put right; None where nothing is to be put right."""
    folded = fold(text)
    if not folded.strip() or not (HAN.search(folded) or _LETTERS.search(folded)):
        return None
    replica, vocabulary = get_replica(), _vocabulary.refresh()
    changes = [*_misspelled(folded, vocabulary, replica), *_spelled_out(folded, vocabulary, replica)]
    if not changes:
        return None
    base = text if len(text) == len(folded) else folded
    for change in sorted(changes, key=lambda change: -change.start):
        base = base[: change.start] + change.word + base[change.end :]
    return base


def _misspelled(text: str, vocabulary: Vocabulary, replica: Replica) -> list[Change]:
    pieces = rjieba.cut(text, False)
    starts = list(accumulate(map(len, pieces), initial=0))
    found = []
    for first, start in enumerate(starts[:-1]):
        for end in starts[first + 2 :]:
            if end - start > _LONGEST:
                break
            word = _meant(text, start, end, vocabulary, replica)
            if word:
                found.append(Change(start, end, word))
    found.sort(key=lambda change: (change.start - change.end, -vocabulary.count[change.word]))
    kept: list[Change] = []
    for change in found:
        if all(change.end <= other.start or other.end <= change.start for other in kept):
            kept.append(change)
    return kept


def _meant(text: str, start: int, end: int, vocabulary: Vocabulary, replica: Replica) -> str:
    typed = text[start:end]
    if not _WORD.fullmatch(typed) or typed in vocabulary.count:
        return ""
    rarest = min(replica.frequency(one + other) for one, other in pairwise(typed))
    for word in vocabulary.like(typed):
        if (
            vocabulary.count[word] >= rarest * _LEAST_RATIO
            and _is_half_right(typed, word)
            and _fits(text, start, end, word, replica)
        ):
            return word
    return ""


def _is_half_right(typed: str, word: str) -> bool:
    """Whether enough characters are right, and none of the wrong ones is everyday speech."""
    wrong = [one for one, other in zip(typed, word, strict=True) if one != other]
    right = [one for one, other in zip(typed, word, strict=True) if one == other and one not in _COMMON]
    return bool(right) and 2 * len(right) >= len(typed) - 1 and not _COMPANIONS.intersection(wrong)


def _fits(text: str, start: int, end: int, word: str, replica: Replica) -> bool:
    """Whether a word stands as well beside its neighbours as what was typed."""
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    seams = [(before + text[start], before + word[0]), (text[end - 1] + after, word[-1] + after)]
    return all(
        typed == meant
        or typed[0] in _NUMERALS
        or typed[-1] in _NUMERALS
        or replica.frequency(typed) <= replica.frequency(meant)
        for typed, meant in seams
        if len(typed) == _SHORTEST
    )


def _spelled_out(text: str, vocabulary: Vocabulary, replica: Replica) -> Iterator[Change]:
    for letters in _LETTERS.finditer(text):
        if not replica.frequency(letters.group()):
            word = vocabulary.spelled(letters.group())
            if word:
                yield Change(letters.start(), letters.end(), word)


@cache
def _sound(character: str) -> str:
    return read_word(character)[0] if character else ""


_vocabulary = Vocabulary()
