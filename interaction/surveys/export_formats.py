"""Rows as CSV, XLSX and JSON, written piece by piece: memory does not grow with their number."""

import csv
import io
import json
from collections.abc import AsyncIterator, Iterable, Iterator
from itertools import batched
from tempfile import TemporaryFile
from typing import IO, Any

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from portal.base.spreadsheets import no_formula

# Spreadsheets read Chinese right only with it.
_BOM = "\ufeff"
_ROWS_A_PIECE = 500
_BYTES_A_PIECE = 64 * 1024


def _plain(value: Any) -> Any:
    """A citizen's text must never run as a formula in an officer's spreadsheet."""
    return no_formula(value) if isinstance(value, str) else value


def csv_pieces(rows: Iterable[list[Any]]) -> Iterator[bytes]:
    """The rows as CSV in UTF-8."""
    yield _BOM.encode()
    for some in batched(rows, _ROWS_A_PIECE):
        text = io.StringIO()
        csv.writer(text).writerows([_plain(value) for value in row] for row in some)
        yield text.getvalue().encode()


def json_pieces(rows: Iterable[list[Any]]) -> Iterator[bytes]:
    """The rows as a list of objects; the first row names their members."""
    found = iter(rows)
    header = next(found)
    yield b"["
    is_first = True
    for some in batched(found, _ROWS_A_PIECE):
        objects = (json.dumps(dict(zip(header, row, strict=True)), ensure_ascii=False) for row in some)
        yield (("" if is_first else ",") + "\n" + ",\n".join(objects)).encode()
        is_first = False
    yield b"\n]\n"


def xlsx_pieces(rows: Iterable[list[Any]]) -> Iterator[bytes]:
    """The rows as a sheet; it is written to a file first, for its archive is finished last."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("data")
    for row in rows:
        sheet.append([_fit(value) for value in row])
    with TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        yield from _pieces(file)


def _fit(value: Any) -> Any:
    return ILLEGAL_CHARACTERS_RE.sub("", _plain(value)) if isinstance(value, str) else value


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(_BYTES_A_PIECE):
        yield piece


FORMATS = {
    "csv": (csv_pieces, "text/csv; charset=utf-8"),
    "json": (json_pieces, "application/json"),
    "xlsx": (xlsx_pieces, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def stream_rows(
    request: HttpRequest, rows: Iterable[list[Any]], file_format: str, name: str
) -> StreamingHttpResponse:
    """Send rows as a file, piece by piece, whatever serves the request."""
    write, media_type = FORMATS[file_format]
    pieces = write(rows)
    # Django would read a plain iterator to its end before it sends the first byte under ASGI.
    content = _one_by_one(pieces) if isinstance(request, ASGIRequest) else pieces
    headers = {"Content-Disposition": f'attachment; filename="{name}.{file_format}"'}
    return StreamingHttpResponse(content, content_type=media_type, headers=headers)


async def _one_by_one(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    following = sync_to_async(lambda: next(pieces, None))
    while (piece := await following()) is not None:
        yield piece
