"""Markdown files, with front matter or with the head that ends in `<!-- INFO END -->`. Pure."""

import re
from collections.abc import Iterator

from portal.content.importer.encodings import decode
from portal.content.importer.front_matter import split_front_matter
from portal.content.importer.source import Grid, Line, Part, Source, clean, printed_line

_HEAD_END = re.compile(r"<!--\s*INFO END\s*-->")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_HEADING = re.compile(r"\s{0,3}(#{1,6})(?:\s+(.*?))?\s*#*\s*$")
_ROW = re.compile(r"\s*\|.*\|\s*$")
_RULE_CELL = re.compile(r":?-{1,}:?")
_LINK = re.compile(r"!?\[([^\]]*)\]\((?:[^()\s]|\([^()]*\))*(?:\s+\"[^\"]*\")?\)")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!|-])")
_QUOTE = re.compile(r"^\s{0,3}>\s?")
_THEMATIC_BREAK = re.compile(r"\s{0,3}([-*_])(?:\s*\1){2,}\s*$")


def read_markdown(raw: bytes, source: Source) -> None:
    """Read a Markdown file; every line is a paragraph, as Chinese policy files are written."""
    source.metadata, text = split_front_matter(decode(raw))
    head, mark, body = _halves(text)
    if mark:
        source.head.extend(part for part in read_parts(head) if isinstance(part, Line))
    source.parts.extend(read_parts(body))


def read_parts(text: str) -> Iterator[Part]:
    """Read the body of a Markdown text into lines and tables."""
    rows: list[str] = []
    for raw in _COMMENT.sub("", text).splitlines():
        if _ROW.match(raw):
            rows.append(raw)
            continue
        if rows:
            yield from _table(rows)
            rows = []
        line = _line(raw)
        if line.text:
            yield line
    if rows:
        yield from _table(rows)


def _halves(text: str) -> tuple[str, bool, str]:
    mark = _HEAD_END.search(text)
    return (text[: mark.start()], True, text[mark.end() :]) if mark else ("", False, text)


def _line(raw: str) -> Line:
    heading = _HEADING.match(raw)
    if heading:
        return Line(clean(_plain(heading[2] or "")), len(heading[1]))
    if _THEMATIC_BREAK.match(raw):
        return Line("")
    return printed_line(_plain(_QUOTE.sub("", raw)))


def _plain(text: str) -> str:
    """Take the marks of emphasis, links and escapes off a text."""
    return _ESCAPE.sub(r"\1", _STRONG.sub(r"\2", _LINK.sub(r"\1", text)))


def _table(rows: list[str]) -> Iterator[Part]:
    """Read rows between pipes as a table, or as plain lines where no rule follows the first row."""
    cells = [_cells(row) for row in rows]
    if len(cells) < 2 or not all(_RULE_CELL.fullmatch(cell) for cell in cells[1]):
        yield from (printed_line(_plain(row)) for row in rows)
        return
    kept = [cells[0], *cells[2:]]
    width = max(len(row) for row in kept)
    yield Grid(tuple((*row, *[""] * (width - len(row))) for row in kept))


def _cells(row: str) -> tuple[str, ...]:
    inner = row.strip().removeprefix("|").removesuffix("|")
    return tuple(clean(_plain(cell.replace("<br>", " "))) for cell in re.split(r"(?<!\\)\|", inner))
