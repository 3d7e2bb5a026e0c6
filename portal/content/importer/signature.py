"""What stands below the body: who signs, when, and the office's printing note. Pure."""

import re
from dataclasses import dataclass
from datetime import date

from portal.content.importer.bodies import is_body
from portal.content.importer.dates import DATE, find_date, is_date
from portal.content.importer.source import Line, Part

_PRINTED = re.compile(rf"(.{{2,40}}?)\s*({DATE})\s*印发")
_SIGNED_INLINE = re.compile(rf"(.{{3,40}}?)\s+({DATE})")
_MAX_BODIES = 8


@dataclass(frozen=True, slots=True)
class Signature:
    """The signing bodies and the date, and which parts of the file say so (`start` to `end`, exclusive)."""

    bodies: tuple[str, ...] = ()
    signed_on: date | None = None
    start: int = -1
    end: int = -1


def find_signature(parts: list[Part]) -> Signature:
    """Find where a document is signed: the first date on a line of its own below the text.

    What follows a signature is an annex or the measures that a notice brings.
    """
    for index, part in enumerate(parts):
        if index == 0 or not isinstance(part, Line) or part.level:
            continue
        if is_date(part.text):
            bodies = _bodies_before(parts, index)
            if bodies or index >= len(parts) - 3:
                return Signature(bodies, find_date(part.text), index - len(bodies), index + 1)
        inline = _SIGNED_INLINE.fullmatch(part.text)
        if inline and is_body(inline[1].strip()):
            return Signature((inline[1].strip(),), find_date(inline[2]), index, index + 1)
    return Signature()


def find_printed_on(parts: list[Part]) -> date | None:
    """Read the date in 云溪市人民政府办公室 2025年3月12日印发 at the end of a document."""
    for part in parts[-4:]:
        if isinstance(part, Line) and (printed := _PRINTED.fullmatch(part.text)):
            return find_date(printed[2])
    return None


def _bodies_before(parts: list[Part], index: int) -> tuple[str, ...]:
    """The names on the lines above a date, in order; several may share a line."""
    names: list[str] = []
    for part in reversed(parts[max(0, index - _MAX_BODIES) : index]):
        if not isinstance(part, Line) or part.level:
            break
        if not is_body(part.text.replace(" ", "")):
            break
        names.insert(0, part.text.replace(" ", "") if _is_letter_spaced(part.text) else part.text)
    return tuple(names)


def _is_letter_spaced(text: str) -> bool:
    return all(len(word) == 1 for word in text.split(" "))
