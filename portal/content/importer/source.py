"""What a reader hands over: the lines and tables of a file, in order. Pure."""

import re
from dataclasses import dataclass, field

from portal.content.importer.findings import Finding

# Characters that carry no text: zero-width ones, byte order marks, soft hyphens, controls.
_INVISIBLE = re.compile("[\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\u00ad\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+")


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
    """Remove invisible characters and squeeze white space to single spaces."""
    return _SPACES.sub(" ", _INVISIBLE.sub("", text.replace("\n", " "))).strip()


def printed_line(raw: str, level: int = 0) -> Line:
    """Make a line of text, remembering its indentation."""
    visible = _INVISIBLE.sub("", raw)
    blank = visible[: len(visible) - len(visible.lstrip())]
    indent = sum(2 if character == "\u3000" else 4 if character == "\t" else 1 for character in blank)
    return Line(clean(visible), level, indent)
