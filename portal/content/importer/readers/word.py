"""Word files (.docx), with tables and with the numbers that Word makes by itself. Pure."""

import io
import re
import zipfile
from collections.abc import Iterator

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table, _Row
from docx.text.paragraph import Paragraph

from portal.content.importer.readers.errors import Unreadable
from portal.content.importer.readers.word_numbering import Numbering
from portal.content.importer.source import Grid, Line, Part, Source, clean, printed_line

_HEADING_STYLE = re.compile(r"(?:heading|标题)\s*(\d)", re.IGNORECASE)
_TITLE_STYLES = frozenset({"title", "标题"})


def read_word(raw: bytes, source: Source) -> None:
    """Read a .docx file.

    Raises:
        Unreadable: the file is damaged, locked or another format with this suffix.
    """
    try:
        document = Document(io.BytesIO(raw))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, SyntaxError) as error:
        raise Unreadable(type(error).__name__) from error
    source.parts.extend(_parts(document))


def _parts(document: WordDocument) -> Iterator[Part]:
    numbering = Numbering(document)
    for item in document.iter_inner_content():
        if isinstance(item, Paragraph):
            yield from _lines(item, numbering)
        else:
            yield from _table(item)


def _lines(paragraph: Paragraph, numbering: Numbering) -> Iterator[Line]:
    """A paragraph is a line; line breaks inside it make more."""
    level = _level(paragraph)
    number = numbering.number_of(paragraph)
    for index, text in enumerate(paragraph.text.split("\n")):
        line = printed_line(f"{number}{text}" if index == 0 else text, level)
        if line.text:
            yield line


def _level(paragraph: Paragraph) -> int:
    """The heading level by style: 1 is the title, a first-level heading is 2."""
    style = (paragraph.style.name if paragraph.style is not None else "") or ""
    if style.lower() in _TITLE_STYLES:
        return 1
    heading = _HEADING_STYLE.match(style)
    return int(heading[1]) + 1 if heading else 0


def _table(table: Table) -> Iterator[Part]:
    """A table of one cell is a frame around text; merged cells are read once."""
    rows = [_row(row) for row in table.rows]
    rows = [row for row in rows if any(row)]
    width = max((len(row) for row in rows), default=0)
    if width == 1:
        yield from (printed_line(cell) for row in rows for cell in row)
    elif rows:
        yield Grid(tuple((*row, *[""] * (width - len(row))) for row in rows))


def _row(row: _Row) -> tuple[str, ...]:
    cells: list[str] = []
    seen: list[object] = []
    for cell in row.cells:
        repeated = any(cell._tc is other for other in seen)
        seen.append(cell._tc)
        cells.append("" if repeated else clean(cell.text))
    return tuple(cells)
