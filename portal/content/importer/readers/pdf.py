"""PDF files with a text layer. Pure."""

import io
import re
from collections import Counter

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from portal.content.importer.findings import Finding, FindingCode
from portal.content.importer.readers.errors import Unreadable
from portal.content.importer.source import Line, Source, printed_line
from portal.content.importer.wrapping import rejoin

_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_GAP = re.compile(f"(?<=[{_HAN}]) +(?=[{_HAN}])")
_JOINT = re.compile(f"(?<=[{_HAN}])(?=[{_HAN}])")
# Above this share the extraction set every character apart: the spaces are not the author's.
_LETTER_SPACED = 0.8
_MIN_CHARACTERS_A_PAGE = 15
_RUNNING_SHARE = 0.5


def read_pdf(raw: bytes, source: Source) -> None:
    """Read a PDF file; a scan without text becomes a finding.

    Raises:
        Unreadable: the file is damaged or locked by a password.
    """
    try:
        reader = PdfReader(io.BytesIO(raw))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("password")
        pages = [page.extract_text() for page in reader.pages]
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise Unreadable(type(error).__name__) from error
    if sum(len(re.sub(r"\s", "", page)) for page in pages) < _MIN_CHARACTERS_A_PAGE * len(pages):
        source.findings.append(Finding(FindingCode.NO_TEXT_LAYER, str(len(pages))))
    source.parts.extend(rejoin(_lines(pages), paged=True))


def _lines(pages: list[str]) -> list[Line]:
    """The lines of all pages without what is printed at the head or foot of most of them."""
    letter_spaced = _is_letter_spaced("\n".join(pages))
    rows = (page.splitlines() for page in pages)
    split = [[printed_line(_GAP.sub("", row) if letter_spaced else row) for row in page] for page in rows]
    filled = [[line for line in page if line.text] for page in split]
    running = _running_lines(filled)
    return [line for page in filled for line in page if line.text not in running]


def _running_lines(pages: list[list[Line]]) -> set[str]:
    edges = Counter(text for page in pages for text in {line.text for line in (*page[:1], *page[-1:])})
    return {text for text, count in edges.items() if len(pages) > 2 and count > _RUNNING_SHARE * len(pages)}


def _is_letter_spaced(text: str) -> bool:
    gaps = len(_GAP.findall(text))
    return gaps > _LETTER_SPACED * (gaps + len(_JOINT.findall(text)))
