"""Bars as SVG draws them: shares of the longest one, in hundredths of the width. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

WIDTH = 100


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a bar; numbers as SVG reads them, whatever the language of the page."""

    name: str
    start: str
    width: str


def stack(values: Mapping[str, int], most: int) -> list[Part]:
    """Lay the parts of a bar end to end; `most` is what fills the width."""
    parts, start = [], 0.0
    for name, value in values.items():
        width = WIDTH * value / most if most else 0.0
        if width:
            parts.append(Part(name, f"{start:.2f}", f"{width:.2f}"))
        start += width
    return parts


def longest(values: Iterable[int]) -> int:
    """What the longest bar stands for; one at least."""
    return max([1, *values])
