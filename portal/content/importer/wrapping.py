"""Joining lines that were broken to fit a page, not to end a paragraph. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from portal.content.importer.dates import is_date
from portal.content.importer.markers import is_structural
from portal.content.importer.source import Line

_ENDS = tuple("。；：！？!?;:”）)》】…")
_SENTENCE_ENDS = tuple("。；：！？!?;:”")
_CONTINUES = tuple("，、。；：？！）)》〉〕】”’,.;")
_BRACKETS = {"（": "）", "(": ")", "《": "》", "〔": "〕", "【": "】"}
_PAGE_NUMBER = re.compile(
    r"[-－—–一·.\s]*[\d０-９]{1,4}[-－—–一·.\s]*|\d+\s*/\s*\d+|Page \d+.*|"
    r"第\s*\d+\s*页(?:\s*[,，/]?\s*共\s*\d+\s*页)?"
)
_HAN = "\u4e00-\u9fff"
_LOOSE_SPACE = re.compile(f"(?<=[{_HAN}，。；：、]) (?=[{_HAN}\\d])|(?<=\\d) (?=[{_HAN}])")
# A line is full when it reaches this share of the widest lines.
_FULL = 0.86
_WRAPPED_SHARE = 0.4
_MIN_LINES = 12
_MIN_WIDTH, _MAX_WIDTH = 36, 130
_NEW_PARAGRAPH_INDENT = 2
# A line longer than any heading, ending in a plain character, stops in mid-sentence.
_LONG_TITLE = 60
_HAN_CHARACTER = re.compile(f"[{_HAN}]")
_UNIT_HEAD = re.compile(r"第\S{1,9}[编章节条](?:之\S)? ")


def rejoin(lines: list[Line], *, paged: bool = False) -> list[Line]:
    """Join hard-wrapped lines into paragraphs; `paged` says that the text comes from printed pages."""
    kept = [line for line in lines if line.text]
    if paged or is_wrapped(kept):
        kept = [line for line in kept if not _PAGE_NUMBER.fullmatch(line.text)]
        return [_closed_up(line) for line in _join_wrapped(kept)]
    return list(_join_split(kept))


def is_wrapped(lines: list[Line]) -> bool:
    """Tell whether most lines end because the page did: full, alike in width, mid-sentence."""
    if len(lines) < _MIN_LINES:
        return False
    widest = _usual_width(lines)
    if not _MIN_WIDTH <= widest <= _MAX_WIDTH:
        return False
    broken = sum(_is_full(line, widest) and not line.text.endswith(_SENTENCE_ENDS) for line in lines)
    return broken >= _WRAPPED_SHARE * len(lines)


def _usual_width(lines: list[Line]) -> int:
    """The width that nine lines in ten stay within."""
    widths = sorted(_width(line) for line in lines)
    return widths[int(len(widths) * 0.9)]


def _width(line: Line) -> int:
    """Columns of a line with its indentation; a Han character takes two."""
    return line.indent + sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line.text)


def _is_full(line: Line, widest: int) -> bool:
    return _width(line) >= widest * _FULL


def _join_wrapped(lines: list[Line]) -> Iterator[Line]:
    widest = _usual_width(lines) if lines else 0
    margin = min((line.indent for line in lines), default=0)
    indented = any(line.indent - margin >= _NEW_PARAGRAPH_INDENT for line in lines)
    current: Line | None = None
    last = Line("")
    for line in lines:
        if current is not None and _continues(last, line, widest, margin, indented=indented):
            current = Line(_glue(current.text, line.text), current.level, current.indent)
        else:
            if current is not None:
                yield current
            current = line
        last = line
    if current is not None:
        yield current


def _continues(last: Line, line: Line, widest: int, margin: int, *, indented: bool) -> bool:
    """Tell whether `line` goes on with the paragraph that `last` belongs to.

    Where no line is `indented`, as in text out of a PDF, a sentence's end ends the paragraph.
    """
    if last.level or line.level or is_date(line.text):
        return False
    if line.text.startswith(_CONTINUES) or _opens(last.text):
        return True
    if line.indent - margin >= _NEW_PARAGRAPH_INDENT or not _is_full(last, widest):
        return False
    if not indented and last.text.endswith(_SENTENCE_ENDS):
        return False
    return not (is_structural(line.text) and last.text.endswith(_ENDS))


def _join_split(lines: Iterable[Line]) -> Iterator[Line]:
    """In text that is not wrapped, join only what is plainly one sentence torn in two."""
    current: Line | None = None
    for line in lines:
        if current is not None and not (current.level or line.level) and _is_torn(current.text, line.text):
            current = Line(_glue(current.text, line.text), current.level, current.indent)
            continue
        if current is not None:
            yield current
        current = line
    if current is not None:
        yield current


def _is_torn(before: str, after: str) -> bool:
    if is_structural(after):
        return False
    if (len(before) > 20 and after[0] in "，、。；：）》〉〕】") or (len(before) > 12 and _opens(before)):
        return True
    return len(before) > _LONG_TITLE and bool(_HAN_CHARACTER.fullmatch(before[-1])) and not is_date(after)


def _opens(text: str) -> bool:
    """Tell whether a bracket or quotation that opens in the last sentence is still open at the end."""
    sentence = re.split("[。！？]", text)[-1]
    return any(sentence.count(left) > sentence.count(right) for left, right in _BRACKETS.items())


def _glue(before: str, after: str) -> str:
    """Put two pieces together, with a space only between Latin words."""
    latin = before[-1].isascii() and before[-1].isalnum() and after[0].isascii() and after[0].isalpha()
    return f"{before} {after}" if latin else before + after


def _closed_up(line: Line) -> Line:
    """Remove the spaces that justified printing leaves within Chinese text."""
    unit = _UNIT_HEAD.match(line.text)
    head, rest = (unit[0], line.text[unit.end() :]) if unit else ("", line.text)
    return Line(head + _LOOSE_SPACE.sub("", rest), line.level, line.indent)
