"""What is stored of a text and asked of the index. Pure: no Django.

A run of Han characters becomes a token a character: the character and the one after it, the last
one alone. So 公积金 is stored as 公积 积金 金: a part of a run is a phrase of bigrams (积金), which is
found exactly where its characters stand side by side, and one character is the beginning of a token.
All other letters and digits stay words.
"""

import re
from dataclasses import dataclass

from search.text import fold

_HAN = "々㐀-鿿豈-﫿\U00020000-\U000323af"
_RUN = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+")
_STARTS_HAN = re.compile(rf"[{_HAN}]")
_GAP = re.compile(rf"(?<=[{_HAN}])\s+(?=[{_HAN}])")

# The zero of 二〇二五年, also typed as a circle, is no letter to some databases.
_ZERO = str.maketrans("〇○", "零零")

# PostgreSQL refuses longer words in a query, and places words beyond position 16,383 all at that one.
LONGEST_WORD = 100
MOST_TOKENS = 16_000

# As much of a query as the library's own normalise_query_string() keeps.
LONGEST_QUERY = 255


@dataclass(frozen=True, slots=True)
class Term:
    """Tokens that must stand side by side; an open term's last token may go on."""

    tokens: tuple[str, ...]
    is_open: bool


def tokens(text: str) -> list[str]:
    """Cut a text into bigrams of Han characters and words of all others."""
    found: list[str] = []
    for run in _RUN.findall(_normalise(text)):
        if _is_han(run):
            found += [run[at : at + 2] for at in range(len(run))]
        else:
            found.append(run[:LONGEST_WORD])
    return found


def indexed_text(text: str) -> str:
    """Write a text as the index stores it."""
    return " ".join(tokens(text)[:MOST_TOKENS])


def terms(query: str, *, last_is_open: bool) -> list[Term]:
    """Read a query as terms, one for each word between spaces; signs alone are no term."""
    words = fold(query[:LONGEST_QUERY]).split()
    read = [_term(word, is_open=last_is_open and at == len(words)) for at, word in enumerate(words, 1)]
    return [term for term in read if term]


def phrase(query: str) -> list[Term]:
    """Read a query as a single term, or none if it has signs only."""
    term = _term(query[:LONGEST_QUERY], is_open=False)
    return [term] if term else []


def _term(text: str, *, is_open: bool) -> Term | None:
    found = tokens(text)
    if not found:
        return None
    if not _is_han(found[-1]):
        return Term(tuple(found), is_open)
    # In a longer text the last character may begin a bigram: leave it to the bigram before it.
    if len(found) > 1 and len(found[-2]) > 1 and _is_han(found[-2]):
        return Term(tuple(found[:-1]), is_open=False)
    return Term(tuple(found), is_open=True)


def _normalise(text: str) -> str:
    """Fold a text; spaces and line breaks between Han characters are layout, as in long titles."""
    return _GAP.sub("", fold(text).translate(_ZERO))


def _is_han(run: str) -> bool:
    return bool(_STARTS_HAN.match(run))
