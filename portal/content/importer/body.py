"""From lines and tables to the blocks of a policy: headings, articles, paragraphs, tables. Pure."""

import re
from dataclasses import dataclass, field

from portal.content.importer.findings import Finding, FindingCode
from portal.content.importer.markers import HEADINGS, Marked, Rank, read_marker
from portal.content.importer.source import Grid, Line, Part
from portal.content.outline import Block

_SENTENCE = re.compile("[。；，！？;]|[：:]$")
_TAKES_EFFECT = re.compile("施行|实施|生效|执行|废止|失效")
_BARE_ANNEX = re.compile(r"附(?:件|录|表|图)?\s*[\d一二三四五六七八九十]*\s*[:：]?$")
_TITLE_LENGTH = 40
_MAX_DEPTH = 3
_PLAIN_KEY = 10


@dataclass(slots=True)
class _Open:
    """The article or item that following lines still belong to."""

    rank: Rank
    number: str
    lines: list[str] = field(default_factory=list)


def build_blocks(parts: list[Part], title_after: int = -1) -> tuple[list[Block], list[Finding]]:
    """Build blocks from the parts of a body; after part `title_after` (a signature) an annex may begin."""
    builder = _Builder()
    for index, part in enumerate(parts):
        if index == title_after:
            builder.end_text()
        if isinstance(part, Grid):
            builder.add_table(part)
        else:
            following = next((p.text for p in parts[index + 1 :] if isinstance(p, Line)), "")
            builder.add_line(part, following)
    return builder.finish()


class _Builder:
    """Takes lines one by one and knows to which article they belong."""

    def __init__(self) -> None:
        self._blocks: list[Block] = []
        self._keys: list[int] = []
        self._open: _Open | None = None
        self._context = Rank.TEXT
        self._article = 0
        self._titles_left = 0
        self._listed_inside = False
        self._rank_keys: dict[Rank, int] = {}
        self._jumps: list[str] = []

    def add_line(self, line: Line, following: str) -> None:
        """Take the next line; `following` is the text of the one after it."""
        marked = read_marker(line.text, self._article + 1)
        if marked.rank == Rank.ARTICLE:
            self._begin_article(marked)
        elif line.level or marked.rank in HEADINGS:
            self._add_numbered_heading(line, marked)
        elif marked.rank == Rank.LISTED:
            self._add_listed(line, marked, following)
        elif marked.rank == Rank.ITEM and self._context not in {Rank.ARTICLE, Rank.LISTED}:
            self._begin(Rank.ITEM, marked)
        elif self._is_annex_title(line, marked):
            self._add_annex_title(line.text)
        else:
            self._add_text(line.text, marked)

    def add_table(self, grid: Grid) -> None:
        """Take a table; it stands below the article before it, which stays the context."""
        self._close()
        self._blocks.append(Block("table", rows=grid.rows))

    def end_text(self) -> None:
        """The text has ended (it was signed): short lines that follow are the title of an annex."""
        self._close()
        self._context, self._article, self._titles_left = Rank.TEXT, 0, 2

    def finish(self) -> tuple[list[Block], list[Finding]]:
        """Hand over the blocks, headings brought to the levels 1 to 3."""
        self._close()
        depth = {key: min(index, _MAX_DEPTH) for index, key in enumerate(sorted(set(self._keys)), start=1)}
        keys = iter(self._keys)
        blocks = [
            Block("heading", block.text, level=depth[next(keys)]) if block.kind == "heading" else block
            for block in self._blocks
        ]
        jumps = " ".join(self._jumps[:3])
        return blocks, [Finding(FindingCode.ARTICLES_OUT_OF_ORDER, jumps)] if jumps else []

    def _begin_article(self, marked: Marked) -> None:
        if "之" not in marked.number:
            expected = self._article + 1
            if marked.value not in {expected, 1} and self._article:
                self._jumps.append(marked.number)
            self._article = marked.value
        self._listed_inside = False
        self._begin(Rank.ARTICLE, marked)

    def _begin(self, rank: Rank, marked: Marked) -> None:
        self._close()
        self._open = _Open(rank, marked.number, [marked.rest] if marked.rest else [])
        self._context = rank
        self._titles_left = 0

    def _add_numbered_heading(self, line: Line, marked: Marked) -> None:
        if marked.rank == Rank.ITEM:
            self._begin(Rank.ITEM, marked)
            return
        key = line.level or self._rank_keys.get(marked.rank, _PLAIN_KEY + marked.rank)
        if line.level and marked.rank != Rank.TEXT:
            self._rank_keys.setdefault(marked.rank, key)
        text = f"{marked.number} {marked.rest}" if marked.rank in HEADINGS and marked.rest else line.text
        self._add_heading(text, key)

    def _add_listed(self, line: Line, marked: Marked, following: str) -> None:
        """一、 begins a heading where it is short, a numbered paragraph where it is a sentence.

        Within an article it is a list item, unless the next line begins another article.
        """
        is_title = len(line.text) <= _TITLE_LENGTH and not _SENTENCE.search(line.text.rstrip("：:"))
        if self._context == Rank.ARTICLE:
            opens_articles = read_marker(following, self._article + 1).rank in {Rank.ARTICLE, *HEADINGS}
            if not (is_title and opens_articles and not self._listed_inside):
                self._listed_inside = True
                self._add_text(line.text, marked)
                return
        if is_title:
            self._add_heading(line.text, self._rank_keys.get(Rank.LISTED, _PLAIN_KEY + Rank.LISTED))
        else:
            self._begin(Rank.LISTED, marked)

    def _add_heading(self, text: str, key: int) -> None:
        self._close()
        self._blocks.append(Block("heading", text))
        self._keys.append(key)
        self._context, self._titles_left, self._listed_inside = Rank.TEXT, 0, False

    def _is_annex_title(self, line: Line, marked: Marked) -> bool:
        """An annex is announced by its mark, or is a bare title below the last article or the signature."""
        if marked.rank == Rank.ANNEX:
            return True
        if marked.rank != Rank.TEXT or len(line.text) > _TITLE_LENGTH or _SENTENCE.search(line.text):
            return False
        if self._titles_left:
            return True
        said = "" if self._open is None or self._open.rank != Rank.ARTICLE else "".join(self._open.lines[-1:])
        return said.endswith("。") and bool(_TAKES_EFFECT.search(said))

    def _add_annex_title(self, text: str) -> None:
        """Add the title of an annex; a second line joins the first."""
        previous = self._blocks[-1] if self._blocks else None
        if self._titles_left == 1 and previous is not None and previous.kind == "heading":
            joint = " " if _BARE_ANNEX.fullmatch(previous.text) else ""
            self._blocks[-1] = Block("heading", f"{previous.text}{joint}{text}")
            self._titles_left = 0
            return
        self._add_heading(text, min(self._keys, default=_PLAIN_KEY))
        self._article = 0
        self._titles_left = 1

    def _add_text(self, text: str, marked: Marked) -> None:
        self._titles_left = 0
        if self._open is not None:
            self._open.lines.append(text)
            return
        previous = self._blocks[-1] if self._blocks else None
        if marked.rank == Rank.COUNTED and previous is not None and previous.kind == "paragraph":
            self._blocks[-1] = Block("paragraph", f"{previous.text}\n{text}")
            return
        self._blocks.append(Block("paragraph", text))

    def _close(self) -> None:
        if self._open is not None:
            self._blocks.append(Block("article", "\n".join(self._open.lines), number=self._open.number))
            self._open = None
