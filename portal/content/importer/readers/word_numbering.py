"""The numbers that Word computes and does not store: 第三条, （一）, 1. before a paragraph. Pure."""

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

_PLACE = re.compile(r"%(\d)")
_CHINESE = frozenset(
    {
        "chineseCounting",
        "chineseCountingThousand",
        "chineseLegalSimplified",
        "japaneseCounting",
        "ideographDigital",
        "taiwaneseCountingThousand",
    }
)
_CIRCLED = {"decimalEnclosedCircle", "decimalEnclosedCircleChinese"}


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list is numbered."""

    style: str
    pattern: str
    start: int


class Numbering:
    """Counts a document's numbered paragraphs as Word does."""

    def __init__(self, document: WordDocument) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        self._list_of: dict[str, str] = {}
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return
        for abstract in root.iter(qn("w:abstractNum")):
            self._levels[abstract.get(qn("w:abstractNumId"))] = _read_levels(abstract)
        for number in root.iter(qn("w:num")):
            self._list_of[number.get(qn("w:numId"))] = number.find(qn("w:abstractNumId")).get(qn("w:val"))

    def number_of(self, paragraph: Paragraph) -> str:
        """The number printed before a paragraph, with a space after it; empty where there is none."""
        list_id, depth = _place_in_list(paragraph)
        name = self._list_of.get(list_id, "")
        levels = self._levels.get(name, {})
        if depth not in levels:
            return ""
        counts = self._counts[name]
        counts[depth] = counts.get(depth, levels[depth].start - 1) + 1
        for deeper in [key for key in counts if key > depth]:
            del counts[deeper]
        pattern = levels[depth].pattern
        printed = _PLACE.sub(lambda match: self._printed(levels, counts, int(match[1]) - 1), pattern)
        return f"{printed} " if printed and levels[depth].style != "bullet" else ""

    @staticmethod
    def _printed(levels: dict[int, _Level], counts: dict[int, int], depth: int) -> str:
        if depth not in levels:
            return ""
        value = counts.get(depth, levels[depth].start)
        if levels[depth].style in _CHINESE:
            return _in_chinese(value)
        if levels[depth].style in _CIRCLED and value <= 20:
            return chr(0x2460 + value - 1)
        return str(value)


def _read_levels(abstract: Any) -> dict[int, _Level]:
    levels: dict[int, _Level] = {}
    for level in abstract.iter(qn("w:lvl")):
        levels[int(level.get(qn("w:ilvl")))] = _Level(
            style=_value(level, "w:numFmt", "decimal"),
            pattern=_value(level, "w:lvlText", ""),
            start=int(_value(level, "w:start", "1")),
        )
    return levels


def _value(parent: Any, tag: str, default: str) -> str:
    child = parent.find(qn(tag))
    return default if child is None else child.get(qn("w:val")) or default


def _place_in_list(paragraph: Paragraph) -> tuple[str, int]:
    """The list and depth of a paragraph, by its own properties or its style's."""
    owners: list[Any] = [paragraph._p.pPr]
    if paragraph.style is not None:
        owners.append(paragraph.style.element.pPr)
    for owner in owners:
        place = owner.numPr if owner is not None else None
        if place is not None and place.numId is not None:
            return str(place.numId.val), place.ilvl.val if place.ilvl is not None else 0
    return "", 0


def _in_chinese(value: int) -> str:
    """Write a number up to 9,999 as documents count: 十二, 一百零三."""
    digits = "零一二三四五六七八九"
    written = ""
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, unit)
        if digit:
            written += digits[digit] + name
        elif written and value and not written.endswith("零"):
            written += "零"
    return written.removeprefix("一") if written.startswith("一十") else written or "零"
