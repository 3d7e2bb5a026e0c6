"""How the lines of Chinese official documents are numbered. Pure."""

import re
from dataclasses import dataclass
from enum import IntEnum

from portal.content.numerals import NUMERAL, chinese_number

_SPACED_NUMERAL = r"[零〇一二两三四五六七八九十百千万\d ]+"


class Rank(IntEnum):
    """What a line is numbered as; headings from the widest to the narrowest."""

    TEXT = 0
    PART = 1
    SUBPART = 2
    CHAPTER = 3
    SECTION = 4
    LISTED = 5
    ITEM = 6
    ARTICLE = 7
    COUNTED = 8
    ANNEX = 9


HEADINGS = frozenset({Rank.PART, Rank.SUBPART, Rank.CHAPTER, Rank.SECTION})
_UNITS = {"编": Rank.PART, "分编": Rank.SUBPART, "章": Rank.CHAPTER, "节": Rank.SECTION}

_UNIT = re.compile(rf"第({_SPACED_NUMERAL})(分编|编|章|节)(?=[\s:：]|$)[\s:：]*(.*)")
_GLUED_UNIT = re.compile(rf"第({NUMERAL})(分编|编|章|节)(?![的、和至到及或规所])([^，。；：、]{{1,25}})$")
_ARTICLE = re.compile(rf"第({_SPACED_NUMERAL})条(之{NUMERAL})?(?:(?=[【\[])|[\s:：]+|$)(.*)")
_GLUED_ARTICLE = re.compile(rf"第({NUMERAL})条(之{NUMERAL})?(?![的、和至到及或规所第款与，,；;])(.+)")
_LISTED = re.compile(rf"({NUMERAL})、\s*(.+)")
_ITEM = re.compile(rf"[（(]\s*({NUMERAL})\s*[）)]\s*(.*)")
_COUNTED = re.compile(r"\d{1,3}\s*[.．、)）](?!\d)|[①-⑳]|[（(]\s*\d{1,3}\s*[）)]|[-·•●—]")
_ANNEX = re.compile(rf"(?:附\s*(?:件|录|表|图|则|注)?\s*(?:{NUMERAL})?)\s*(?:[:：].*)?$")


@dataclass(frozen=True, slots=True)
class Marked:
    """A line with its numbering taken apart; `number` is as printed, without spaces."""

    rank: Rank
    number: str
    rest: str
    value: int = 0


def read_marker(text: str, next_article: int = 0) -> Marked:
    """Take the numbering off the head of a line.

    `next_article` is the article number that would come next: only that one may stand
    glued to its text ("第三条为了"), since a sentence may begin with the name of an article.
    """
    for read in (_read_unit, _read_article, _read_listed):
        marked = read(text)
        if marked:
            return marked
    glued = _GLUED_ARTICLE.match(text)
    if glued and next_article and _value(glued[1]) == next_article:
        return Marked(Rank.ARTICLE, text[: glued.start(3)], glued[3].strip(), next_article)
    if _ANNEX.match(text) and len(text) <= 60:
        return Marked(Rank.ANNEX, "", text)
    return Marked(Rank.COUNTED if _COUNTED.match(text) else Rank.TEXT, "", text)


def _read_unit(text: str) -> Marked | None:
    unit = _UNIT.match(text) or _GLUED_UNIT.match(text)
    if unit is None or len(text) > 60 or text.endswith(("。", "；", "，")):
        return None
    return Marked(_UNITS[unit[2]], f"第{_squeezed(unit[1])}{unit[2]}", _close_up(unit[3]), _value(unit[1]))


def _read_article(text: str) -> Marked | None:
    article = _ARTICLE.match(text)
    if article is None:
        return None
    number = f"第{_squeezed(article[1])}条{article[2] or ''}"
    return Marked(Rank.ARTICLE, number, article[3].strip(), _value(article[1]))


def _read_listed(text: str) -> Marked | None:
    listed = _LISTED.match(text)
    if listed and not listed[1].isdecimal():
        return Marked(Rank.LISTED, f"{listed[1]}、", listed[2].strip(), _value(listed[1]))
    item = _ITEM.match(text)
    if item and not item[1].isdecimal():
        return Marked(Rank.ITEM, f"（{item[1]}）", item[2].strip(), _value(item[1]))
    return None


def is_structural(text: str) -> bool:
    """Tell whether a line begins a chapter, article, listed heading, item or annex."""
    return read_marker(text).rank not in {Rank.TEXT, Rank.COUNTED}


def _squeezed(numeral: str) -> str:
    return numeral.replace(" ", "")


def _value(numeral: str) -> int:
    try:
        return chinese_number(_squeezed(numeral))
    except ValueError:
        return 0


def _close_up(heading: str) -> str:
    """Close letter-spaced headings: 总 则 is 总则, but 商业银行 证券公司 stays two words."""
    words = heading.split(" ")
    return "".join(words) if all(len(word) == 1 for word in words) else heading.strip()
