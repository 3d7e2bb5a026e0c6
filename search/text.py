"""Chinese text analysis: folding and tokens. Pure: no Django, no storage.

A text becomes words as jieba's search mode cuts them, plus the bigrams of every run of Han
characters. Words carry meaning, bigrams forgive a wrong cut; both sides of a search use the same.
"""

import re
import unicodedata
from pathlib import Path

import opencc
import rjieba

_SIMPLIFIER = opencc.OpenCC("t2s")
_HAN_RUN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")
_WORD = re.compile(r"[0-9a-z\u3400-\u9fff\uf900-\ufaff]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

_CONTENT_TAGS = frozenset("nvaj")

# Function words and question words: they say that something is asked, not what.
STOP_WORDS = frozenset((Path(__file__).parent / "stop_words.txt").read_text(encoding="utf-8").split())


def fold(text: str) -> str:
    """Fold width, case and traditional characters, and drop what cannot be seen."""
    text = unicodedata.normalize("NFKC", text)
    return _SIMPLIFIER.convert(_INVISIBLE.sub("", _CONTROL.sub(" ", text))).lower()


def words(text: str) -> list[str]:
    """Cut a text into the words of jieba's search mode, without punctuation."""
    return [word for word in rjieba.cut_for_search(fold(text)) if _WORD.search(word)]


def bigrams(text: str) -> list[str]:
    """List the bigrams of every run of Han characters."""
    return [run[at : at + 2] for run in _HAN_RUN.findall(fold(text)) for at in range(len(run) - 1)]


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """How alike two sets of bigrams are, 0 to 1 (Dice): both must say little that the other does not."""
    return 2 * len(one & other) / ((len(one) + len(other)) or 1)


def content_words(text: str) -> list[str]:
    """Cut a text into its nouns, verbs, adjectives and abbreviations of two and more characters."""
    return [
        word
        for word, tag in rjieba.tag(fold(text))
        if len(word) > 1 and tag[0] in _CONTENT_TAGS and word not in STOP_WORDS
    ]
