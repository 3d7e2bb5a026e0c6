"""Reading a law's history: the dated lines on adoption, promulgation and amendment above it. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from portal.content.importer.bodies import body_in_history, find_number, find_order
from portal.content.importer.dates import DATE, find_date, find_start

_STARTS_ON = re.compile(rf"({DATE})\s*起?\s*(?:施行|实施|生效)\s*[）)]?$")
_DATED = re.compile(rf"[（(]?\s*(?:{DATE})")
_MADE_PUBLIC = re.compile("公布|发布|公告")
_CHANGED = re.compile("修订|修正|修改|修正案")


@dataclass(frozen=True, slots=True)
class History:
    """What a document's dated lines say; `published_on` is the day of the version in hand."""

    number: str = ""
    body: str = ""
    written_on: date | None = None
    published_on: date | None = None
    effective_on: date | None = None


def read_history(lines: Iterable[str]) -> History:
    """Read the lines above a law. Number and body are those of its first promulgation."""
    dated = [piece for line in lines for piece in _split_dates(line)]
    events = [line for line in dated if not _STARTS_ON.search(line)]
    starts = [find_date(match[1]) for line in dated if (match := _STARTS_ON.search(line))]
    days = [day for line in events if (day := find_date(line))]
    first = [line for line in events if not _CHANGED.search(line)] or events
    published_on = days[-1] if days else None
    return History(
        number=next((number for line in first if (number := find_order(line) or find_number(line))), ""),
        body=_issuer(first),
        written_on=days[0] if days else None,
        published_on=published_on,
        effective_on=starts[-1] if starts else _relative_start(events),
    )


def _split_dates(line: str) -> list[str]:
    """Cut a line that tells several events before each event's date."""
    cuts = [match.start() for match in re.finditer(rf"(?:(?:根据|自)\s*)?(?:{DATE})(?!\s*第\d+次)", line)]
    bounds = [0, *[cut for cut in cuts[1:] if not re.search("[、《〈]$", line[:cut].rstrip())], len(line)]
    pieces = (line[start:end].strip(" （()）") for start, end in pairwise(bounds))
    return [piece for piece in pieces if piece]


def _issuer(lines: list[str]) -> str:
    """Who promulgated comes before who adopted or approved; an order names its body."""
    dated = [line for line in lines if _DATED.match(line)]
    ordered = [line for line in dated if find_order(line)]
    made_public = [line for line in dated if _MADE_PUBLIC.search(line)]
    for line in (*ordered, *made_public, *dated):
        body = body_in_history(line)
        if body:
            return body
    return ""


def _relative_start(events: list[str]) -> date | None:
    for line in reversed(events):
        start = find_start(line, find_date(line))
        if start:
            return start
    return None
