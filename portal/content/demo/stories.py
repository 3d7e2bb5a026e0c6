"""The demo's interpretations and news: a little Markdown becomes story blocks."""

import re
from html import escape
from typing import Any

_BOLD = re.compile(r"\*\*(.+?)\*\*")
_ITEM = re.compile(r"[-*] |\d+[.、] ")
_HEADING = re.compile(r"(#{2,4}) ?(.+)")


def story_blocks(text: str) -> list[dict[str, Any]]:
    """Read headings, paragraphs, lists and tables."""
    return [_block(chunk.strip()) for chunk in re.split(r"\n\s*\n", _apart(text)) if chunk.strip()]


def _apart(text: str) -> str:
    """Set headings, tables and lists apart from the text that touches them."""
    lines = text.splitlines()
    kinds = [_kind(line) for line in lines]
    spaced = []
    for at, line in enumerate(lines):
        if at and line.strip() and (kinds[at] != kinds[at - 1] or kinds[at] == "heading"):
            spaced.append("")
        spaced.append(line)
    return "\n".join(spaced)


def _kind(line: str) -> str:
    line = line.strip()
    if _HEADING.fullmatch(line):
        return "heading"
    if line.startswith("|"):
        return "table"
    return "list" if _ITEM.match(line) else "text"


def _block(chunk: str) -> dict[str, Any]:
    lines = [line.strip() for line in chunk.splitlines()]
    heading = _HEADING.fullmatch(chunk)
    match _kind(lines[0]):
        case "heading" if heading:
            return {"type": "heading", "value": {"level": str(len(heading[1]) - 1), "text": heading[2]}}
        case "table":
            return {"type": "table", "value": _table(lines)}
        case "list":
            items = "".join(f"<li>{_inline(_ITEM.sub('', line, count=1))}</li>" for line in lines)
            return {"type": "paragraph", "value": f"<ul>{items}</ul>"}
        case _:
            return {"type": "paragraph", "value": "".join(f"<p>{_inline(line)}</p>" for line in lines)}


def _inline(text: str) -> str:
    return _BOLD.sub(r"<b>\1</b>", escape(text, quote=False))


def _table(lines: list[str]) -> dict[str, Any]:
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    body = [row for row in rows if not all(re.fullmatch(r":?-+:?", cell) for cell in row)]
    return {"data": body, "first_row_is_table_header": True, "first_col_is_header": False}
