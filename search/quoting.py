"""Quoting a passage: the part that answers, with the words that were asked for marked."""

import re
from collections.abc import Collection
from functools import lru_cache
from itertools import groupby

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from search.ranking import split_sentences
from search.retrieval import Question
from search.text import bigrams, fold

QUOTE_LENGTH = 150
_ELLIPSIS = "…"


def terms_to_mark(question: Question) -> frozenset[str]:
    """The words of a question and their synonyms; single characters only where there is nothing longer."""
    chance = set(bigrams(question.text)) - set(question.words)
    words = {term for term in question.weights if term not in chance}
    return frozenset({word for word in words if len(word) > 1} or words)


def quote(text: str, terms: Collection[str], length: int = QUOTE_LENGTH) -> SafeString:
    """The stretch of a text that holds the most terms, at most about `length` characters, marked."""
    text = " ".join(text.split())
    return mark(_best_stretch(text, terms, length), terms)


def mark(text: str, terms: Collection[str]) -> SafeString:
    """A text as HTML, everything escaped, the terms in <mark>."""
    flags = _marked(text, terms)
    pieces = []
    for is_marked, run in groupby(zip(text, flags, strict=True), key=lambda pair: pair[1]):
        piece = escape("".join(character for character, _flag in run))
        pieces.append(f"<mark>{piece}</mark>" if is_marked else piece)
    return mark_safe("".join(pieces))  # noqa: S308 - every piece is escaped above


def _best_stretch(text: str, terms: Collection[str], length: int) -> str:
    if len(text) <= length:
        return text
    sentences = list(split_sentences(text))
    folded = [_fold(sentence) for sentence in sentences]
    held = [{term for term in terms if term in sentence} for sentence in folded]
    first = max(range(len(sentences)), key=lambda at: sum(map(len, held[at])))
    last = first + 1
    while last < len(sentences) and len("".join(sentences[first : last + 1])) <= length:
        last += 1
    while first and len("".join(sentences[first - 1 : last])) <= length:
        first -= 1
    stretch = "".join(sentences[first:last])
    if len(stretch) > length:
        at = min((_fold(stretch).find(term) for term in terms if term in _fold(stretch)), default=0)
        start = max(0, min(at - length // 4, len(stretch) - length))
        cut = stretch[start : start + length]
        return f"{_ELLIPSIS if first or start else ''}{cut}{_ELLIPSIS}"
    return f"{_ELLIPSIS if first else ''}{stretch.strip()}{_ELLIPSIS if last < len(sentences) else ''}"


def _marked(text: str, terms: Collection[str]) -> list[bool]:
    folded, flags = _fold(text), [False] * len(text)
    for term in terms:
        pattern = re.escape(term)
        if term.isascii():
            pattern = rf"(?<![0-9a-z]){pattern}(?![0-9a-z])"
        for found in re.finditer(pattern, folded):
            flags[found.start() : found.end()] = [True] * (found.end() - found.start())
    return flags


def _fold(text: str) -> str:
    """A folded text in which every character keeps its place."""
    return "".join(map(_fold_character, text))


@lru_cache(maxsize=20_000)
def _fold_character(character: str) -> str:
    folded = fold(character)
    return folded if len(folded) == 1 else character
