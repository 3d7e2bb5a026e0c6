"""One reader a format; each turns bytes into lines and tables. Pure."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from portal.content.importer.findings import Finding, FindingCode
from portal.content.importer.readers.errors import Unreadable
from portal.content.importer.readers.markdown import read_markdown
from portal.content.importer.readers.pdf import read_pdf
from portal.content.importer.readers.plain_text import read_plain_text
from portal.content.importer.readers.web_page import read_web_page
from portal.content.importer.readers.word import read_word
from portal.content.importer.source import Source

READERS: dict[str, Callable[[bytes, Source], None]] = {
    ".md": read_markdown,
    ".txt": read_plain_text,
    ".html": read_web_page,
    ".htm": read_web_page,
    ".docx": read_word,
    ".pdf": read_pdf,
}


def read_file(path: Path) -> Source:
    """Read a policy file; damage becomes a finding.

    Raises:
        OSError: the file cannot be opened.
    """
    return read_bytes(path.read_bytes(), path.name)


def read_bytes(raw: bytes, name: str) -> Source:
    """Read the bytes of a policy file named `name`, whose suffix tells the format."""
    source = Source(name=name, digest=hashlib.sha256(raw).hexdigest())
    try:
        READERS[Path(name).suffix.lower()](raw, source)
    except Unreadable as error:
        source.findings.append(Finding(FindingCode.UNREADABLE, str(error)))
    return source
