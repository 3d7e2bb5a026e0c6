"""Web pages of government sites. Pure."""

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup
from bs4.element import Comment, NavigableString, Tag

from portal.content.importer.encodings import decode
from portal.content.importer.source import Grid, Line, Part, Source, clean, printed_line

_NOISE = ("script", "style", "noscript", "nav", "header", "footer", "aside", "form", "iframe", "svg")
_BLOCKS = (  # noqa: SIM905
    "address article blockquote body br center dd div dl dt fieldset figure h1 h2 h3 h4 h5 h6 hr li main ol "
    "p pre section table tbody td tfoot th thead tr ul"
).split()
_HEADING = re.compile(r"h([1-6])")
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
# Where the content management systems of Chinese government sites put the text.
_BODIES = ("#UCAP-CONTENT", ".TRS_Editor", "#zoom", "#Zoom", ".pages_content", "article", "main")
# The meta names prescribed for government sites, and what they mean here.
_META = {"articletitle": "title", "pubdate": "published_on", "keywords": "keywords"}
_MIN_BODY = 100


def read_web_page(raw: bytes, source: Source) -> None:
    """Read a web page: its main text without navigation, and the metadata that it declares."""
    soup = BeautifulSoup(_decode_page(raw), "html.parser")
    source.metadata = _metadata(soup)
    for noise in soup(_NOISE):
        noise.decompose()
    source.parts.extend(_parts(_main(soup)))


def _decode_page(raw: bytes) -> str:
    declared = _CHARSET.search(raw[:2048])
    name = declared[1].decode("ascii").lower() if declared else ""
    if name in {"gb2312", "gbk", "gb18030"}:
        try:
            return raw.decode("gb18030")
        except UnicodeDecodeError:
            return decode(raw)
    return decode(raw)


def _metadata(soup: BeautifulSoup) -> dict[str, str]:
    found: dict[str, str] = {}
    for tag in soup.find_all("meta"):
        key = _META.get(str(tag.get("name", "")).lower())
        value = clean(str(tag.get("content", "")))
        if key and value:
            found[key] = value
    return found


def _main(soup: BeautifulSoup) -> Tag:
    """The element that holds the text: a known one, else the whole body."""
    for selector in _BODIES:
        found = soup.select_one(selector)
        if found is not None and len(found.get_text(strip=True)) >= _MIN_BODY:
            return found
    return soup.body or soup


def _parts(root: Tag) -> Iterator[Part]:
    """Walk an element; text between two block boundaries is a line."""
    words: list[str] = []
    for node in root.children:
        if isinstance(node, Tag) and (node.name in _BLOCKS or node.find(_BLOCKS) is not None):
            yield from _flush(words)
            yield from _block(node)
        elif isinstance(node, Tag):
            words.append(node.get_text())
        elif isinstance(node, NavigableString) and not isinstance(node, Comment):
            words.append(str(node))
    yield from _flush(words)


def _flush(words: list[str]) -> Iterator[Line]:
    line = printed_line("".join(words).replace("\r", " ").replace("\n", " "))
    words.clear()
    if line.text:
        yield line


def _block(node: Tag) -> Iterator[Part]:
    heading = _HEADING.fullmatch(node.name)
    if heading:
        text = clean(node.get_text())
        if text:
            yield Line(text, int(heading[1]))
    elif node.name == "table" and not _is_layout(node):
        yield from _table(node)
    else:
        yield from _parts(node)


def _is_layout(table: Tag) -> bool:
    """A table that holds another, or one single column, only places text on the page."""
    if table.find("table") is not None:
        return True
    return all(len(row.find_all(["td", "th"])) < 2 for row in table.find_all("tr"))


def _table(table: Tag) -> Iterator[Grid]:
    found = (row.find_all(["td", "th"]) for row in table.find_all("tr"))
    cells = [tuple(clean(cell.get_text(" ")) for cell in row) for row in found]
    rows = [row for row in cells if any(row)]
    width = max((len(row) for row in rows), default=0)
    if rows:
        yield Grid(tuple((*row, *[""] * (width - len(row))) for row in rows))
