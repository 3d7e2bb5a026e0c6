"""From a page's blocks to its outline: sections with anchors, and provisions to quote. Pure.

One reading serves display, deep links and the index, so an anchor can never differ between them.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from portal.base.provisions import Provision
from portal.content.numerals import NUMERAL, chinese_number, ordinal

_LISTED_HEADING = re.compile(rf"({NUMERAL})、")
_ITEM = re.compile(rf"[（(]({NUMERAL})[）)]")
# Stands between the cells of a table row where the row is told as a line of text.
CELL_MARK = "｜"
_CAPTION = re.compile(r"\s*【([^【】\n]{2,40})】[\s　]*")
_UNIT_NAMES = {"编": "part", "章": "chapter", "节": "section", "条": "article"}


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a body, whatever page it stands on; `kind` is heading, article, paragraph or table."""

    kind: str
    text: str = ""
    number: str = ""
    level: int = 1
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(slots=True)
class Piece:
    """What is shown between two headings: an article or item with its paragraphs and tables."""

    anchor: str
    number: str
    kind: str
    caption: str = ""
    paragraphs: list[str] = field(default_factory=list)
    tables: list[tuple[tuple[str, ...], ...]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All words of the piece, table rows as lines of cells."""
        rows = (CELL_MARK.join(row) for table in self.tables for row in table)
        return "\n".join([*self.paragraphs, *rows])


@dataclass(slots=True)
class Section:
    """A heading and the pieces below it; the first section of a page may have no heading."""

    level: int
    text: str
    anchor: str
    pieces: list[Piece] = field(default_factory=list)


class _Anchors:
    """Hands out anchors that are unique in a page."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def take(self, wanted: str) -> str:
        count = self._seen[wanted] = self._seen.get(wanted, 0) + 1
        return wanted if count == 1 else f"{wanted}--{count}"


def outline(blocks: Iterable[Block]) -> list[Section]:
    """Read blocks into sections."""
    anchors = _Anchors()
    sections = [Section(level=0, text="", anchor="")]
    for block in blocks:
        section = sections[-1]
        if block.kind == "heading":
            anchor = anchors.take(
                _heading_anchor(block.text, _parent_anchor(sections, block.level), len(sections))
            )
            sections.append(Section(block.level, block.text, anchor))
        elif block.kind == "article":
            anchor = anchors.take(_article_anchor(block.number, section))
            kind = "article" if block.number.startswith("第") else "item"
            caption, text = split_caption(block.text)
            section.pieces.append(Piece(anchor, block.number, kind, caption, _paragraphs(text)))
        else:
            _append_loose(section, block, anchors)
    return [section for section in sections if section.text or section.pieces]


def provisions(sections: Iterable[Section]) -> Iterator[Provision]:
    """List what can be found and quoted, in order."""
    path: list[tuple[int, str]] = []
    for section in sections:
        if section.text:
            path = [step for step in path if step[0] < section.level]
            path.append((section.level, section.text))
        headings = tuple(text for _level, text in path)
        for piece in section.pieces:
            if piece.text:
                yield Provision(
                    piece.anchor,
                    _cited_number(piece, section),
                    headings,
                    piece.text,
                    piece.kind,
                    piece.caption,
                )


def split_caption(text: str) -> tuple[str, str]:
    """Take the caption (条旨) 【…】 off the head of an article's text; empty where there is none."""
    match = _CAPTION.match(text)
    return (match[1].strip(), text[match.end() :]) if match else ("", text)


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _append_loose(section: Section, block: Block, anchors: _Anchors) -> None:
    """A paragraph or table belongs to the article before it, else to its section's own text."""
    if not section.pieces:
        anchor = anchors.take(f"{section.anchor}-text" if section.anchor else "text")
        section.pieces.append(Piece(anchor, "", "paragraph"))
    piece = section.pieces[-1]
    if block.kind == "table":
        piece.tables.append(block.rows)
    else:
        piece.paragraphs.extend(_paragraphs(block.text))


def _parent_anchor(sections: list[Section], level: int) -> str:
    return next(
        (section.anchor for section in reversed(sections) if section.text and section.level < level), ""
    )


def _heading_anchor(text: str, parent: str, count: int) -> str:
    listed = _LISTED_HEADING.match(text)
    item = _ITEM.match(text)
    numbered = ordinal(text)
    if numbered:
        own = f"{_UNIT_NAMES[numbered[0]]}-{numbered[1]}"
    elif listed:
        own = f"section-{chinese_number(listed[1])}"
    elif item:
        own = f"item-{chinese_number(item[1])}"
    else:
        own = f"heading-{count}"
    return f"{parent}-{own}" if parent else own


def _article_anchor(number: str, section: Section) -> str:
    numbered = ordinal(number)
    if numbered:
        return f"{_UNIT_NAMES[numbered[0]]}-{numbered[1]}"
    listed = _LISTED_HEADING.match(number)
    if listed:
        return f"{_above_listed(section)}section-{chinese_number(listed[1])}"
    item = _ITEM.match(number)
    own = f"item-{chinese_number(item[1])}" if item else f"item-{len(section.pieces) + 1}"
    return f"{section.anchor}-{own}" if section.anchor else own


def _above_listed(section: Section) -> str:
    """The anchor's head for a paragraph numbered 五、: it stands beside headings numbered so, not below."""
    heading = _LISTED_HEADING.match(section.text)
    if heading:
        return section.anchor.removesuffix(f"section-{chinese_number(heading[1])}")
    return f"{section.anchor}-" if section.anchor else ""


def _cited_number(piece: Piece, section: Section) -> str:
    """第三条 and 五、 stand alone; （二） is cited with its heading's number, as 三、（二）."""
    if piece.kind == "article" or piece.number.endswith("、"):
        return piece.number
    listed = _LISTED_HEADING.match(section.text)
    return f"{listed[0] if listed else ''}{piece.number}"
