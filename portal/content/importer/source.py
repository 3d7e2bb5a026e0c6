"""What a reader hands over: the lines and tables of a file, in order. Pure."""

import re
import unicodedata
from dataclasses import dataclass, field

from portal.content.importer.findings import Finding

# Characters that carry no text: zero-width ones, byte order marks, soft hyphens, controls.
_INVISIBLE = re.compile("[\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\u00ad\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
# Text out of PDF files writes 民 and 一 with the look-alike signs for radicals, which no search finds.
_RADICAL_SIGNS = "⺟⺠⺩⺪⺫⺬⺮⺻⺼⻁⻃⻄⻅⻆⻇⻉⻊⻋⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻯⻰⻳"
_RADICAL_WORDS = "母民王疋目示竹聿肉虎西西见角角贝足车長长门雨青韦页风飞食首马骨鬼鱼鸟卤麦黄黾齐齿竜龙龟"
_COMPATIBLE = [chr(code) for code in (*range(0x2F00, 0x2FD6), *range(0xF900, 0xFB00))]
# The radicals 户 and 青 would otherwise become their traditional forms.
_LOOK_ALIKES: dict[int, str | int] = {
    **{ord(sign): unicodedata.normalize("NFKC", sign) for sign in _COMPATIBLE},
    **str.maketrans(f"{_RADICAL_SIGNS}⼾⾭", f"{_RADICAL_WORDS}户青"),
}
_HAS_LOOK_ALIKE = re.compile("[\u2e80-\u2fdf\uf900-\ufaff]")


@dataclass(frozen=True, slots=True)
class Line:
    """One line or paragraph; `level` is that of a heading marked as such (1 = title), 0 is text.

    `indent` counts the columns of white space before it as printed (a full-width space is two).
    """

    text: str
    level: int = 0
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Grid:
    """A table."""

    rows: tuple[tuple[str, ...], ...]


type Part = Line | Grid


@dataclass(slots=True)
class Source:
    """A file as read. `head` is what the file itself marks as standing before the body."""

    name: str
    digest: str = ""
    metadata: dict[str, str] = field(default_factory=dict)
    head: list[Line] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def clean(text: str) -> str:
    """Remove invisible characters, squeeze white space, write Han characters as themselves."""
    if _HAS_LOOK_ALIKE.search(text):
        text = text.translate(_LOOK_ALIKES)
    return _SPACES.sub(" ", _INVISIBLE.sub("", text.replace("\n", " "))).strip()


def printed_line(raw: str, level: int = 0) -> Line:
    """Make a line of text, remembering its indentation."""
    visible = _INVISIBLE.sub("", raw)
    blank = visible[: len(visible) - len(visible.lstrip())]
    indent = sum(2 if character == "\u3000" else 4 if character == "\t" else 1 for character in blank)
    return Line(clean(visible), level, indent)
