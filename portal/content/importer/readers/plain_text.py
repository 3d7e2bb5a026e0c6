"""Plain text files. Pure."""

from portal.content.importer.encodings import decode
from portal.content.importer.source import Source, printed_line
from portal.content.importer.wrapping import rejoin


def read_plain_text(raw: bytes, source: Source) -> None:
    """Read a text file, joining lines that were broken to fit a page."""
    source.parts.extend(rejoin([printed_line(line) for line in decode(raw).splitlines()]))
