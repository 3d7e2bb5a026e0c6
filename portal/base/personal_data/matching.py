"""How kinds of personal data are looked for: a pattern with a group `value`, and a second look at a match."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from portal.base.personal_data.findings import Finding
from portal.base.personal_data.reading import Reading

_LOOK_BACK = 60


def before(match: re.Match[str]) -> str:
    """The few characters that stand before what was matched."""
    start = match.start("value")
    return match.string[max(0, start - _LOOK_BACK) : start]


def after(match: re.Match[str]) -> str:
    """The few characters that follow what was matched."""
    end = match.end("value")
    return match.string[end : end + _LOOK_BACK]


@dataclass(frozen=True, slots=True)
class Shape:
    """One way in which a kind of personal data is written; `holds` rules out what only looks like it."""

    kind: str
    pattern: re.Pattern[str]
    holds: Callable[[re.Match[str]], bool] = bool


def find_shapes(reading: Reading, shapes: Iterable[Shape]) -> Iterator[Finding]:
    """Everything that has one of the shapes; the first shapes are the surest."""
    for shape in shapes:
        for match in shape.pattern.finditer(reading.plain):
            if shape.holds(match):
                yield reading.finding(shape.kind, match.start("value"), match.end("value"))
