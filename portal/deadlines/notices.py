"""Reading a holiday notice, however it was pasted. Pure: no database, no Django.

Three forms are read: the sentences of the State Council notice, a table (date, kind, name) and the JSON
of holiday-cn. What is not understood is named by its line, never guessed.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.deadlines.rules import ONE_DAY

ENGLISH = {
    "元旦": "New Year's Day",
    "春节": "Spring Festival",
    "清明节": "Tomb-Sweeping Day",
    "劳动节": "Labor Day",
    "端午节": "Dragon Boat Festival",
    "中秋节": "Mid-Autumn Festival",
    "国庆节": "National Day",
}
MAX_SPAN = 31


class Problem(StrEnum):
    """What is wrong with a line."""

    EMPTY = "empty"
    NO_DATE = "no_date"
    NOT_A_DATE = "not_a_date"
    OTHER_YEAR = "other_year"
    WRONG_WEEKDAY = "wrong_weekday"
    WRONG_COUNT = "wrong_count"
    BACKWARDS = "backwards"
    NO_KIND = "no_kind"
    TWICE = "twice"
    NOT_JSON = "not_json"


class UnreadableNotice(ValueError):
    """A notice that cannot be read: what is wrong, in which line (from 1) and in which words."""

    def __init__(self, problem: Problem, line: int, text: str) -> None:
        super().__init__(f"{problem} in line {line}: {text}")
        self.problem = problem
        self.line = line
        self.text = text


@dataclass(frozen=True, slots=True)
class NoticeDay:
    """A day that a notice declares free or working."""

    date: date
    is_working: bool
    name: str = ""

    @property
    def name_en(self) -> str:
        """The English name; empty where one of the holidays is unknown."""
        names = [ENGLISH.get(name.strip(), "") for name in self.name.split("、")]
        return ", ".join(names) if all(names) else ""


@dataclass(frozen=True, slots=True)
class Notice:
    """All days that the notice of one year regulates, in order."""

    year: int
    days: tuple[NoticeDay, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of what was pasted, numbered from 1."""

    number: int
    text: str

    def problem(self, problem: Problem, text: str = "") -> UnreadableNotice:
        """The error that names this line."""
        return UnreadableNotice(problem, self.number, text or self.text)


_ISO_DATE = r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})"

Found = Iterator[tuple[Line, NoticeDay]]


def read_notice(text: str, year: int) -> Notice:
    """Read a notice of a year in whichever form it was pasted.

    Raises:
        UnreadableNotice: a line cannot be understood or contradicts the calendar.
    """
    text = unicodedata.normalize("NFKC", text)
    lines = [Line(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1)]
    days: dict[date, NoticeDay] = {}
    for line, day in _reader(text)(lines, year):
        if abs(day.date.year - year) > 1:
            raise line.problem(Problem.OTHER_YEAR, day.date.isoformat())
        if day.date in days and days[day.date] != day:
            raise line.problem(Problem.TWICE, day.date.isoformat())
        days[day.date] = day
    if not any(day.year == year for day in days):
        raise UnreadableNotice(Problem.EMPTY, 1, text.strip()[:40])
    return Notice(year, tuple(sorted(days.values(), key=lambda day: day.date)))


def _reader(text: str) -> Callable[[Iterable[Line], int], Found]:
    if text.lstrip().startswith(("{", "[")):
        return _read_json
    is_table = re.search(r"^\s*" + _ISO_DATE, text, re.MULTILINE)
    return _read_table if is_table else _read_sentences


# --- The sentences ----------------------------------------------------------------------------------

_HEADING = re.compile(r"[一二三四五六七八九十]+、(?P<name>[^:()\d]+):|^(?P<bare>[^:()\d]{1,12}节|元旦):")
_DATE = r"(?:(?P<{0}y>\d{{4}})年)?(?:(?P<{0}m>\d{{1,2}})月)?(?P<{0}d>\d{{1,2}})日(?:\((?P<{0}note>[^()]*)\))?"
_SPAN = re.compile(_DATE.format("a") + r"(?:\s*[至到~—–-]+\s*" + _DATE.format("b") + ")?")
_COUNT = re.compile(r"(?:共|放假)(\d+)天")
_SIGNATURE = re.compile(r"(?:国务院办公厅)?\s*\d{4}年\d{1,2}月\d{1,2}日(?:\([^()]*\))?")
_WEEKDAY = re.compile(r"(?:周|星期)([一二三四五六日天])")
_VERB = re.compile("(?P<work>上班)|放假|休息|调休|连休")


def _read_sentences(lines: Iterable[Line], year: int) -> Found:
    name = ""
    for line in lines:
        clauses = (clause.strip() for clause in re.split("[。;]", line.text))
        for clause in clauses:
            if _SIGNATURE.fullmatch(clause):
                continue
            heading = _HEADING.search(clause)
            if heading:
                name = heading["name"] or heading["bare"]
            for day in _read_clause(Line(line.number, clause), year, name):
                yield line, day


def _read_clause(line: Line, year: int, name: str) -> Iterator[NoticeDay]:
    # What only an aside mentions ("除夕(2月9日)休息") is advice, not a date of the notice.
    spans = [match for match in _SPAN.finditer(line.text) if not _is_aside(line.text, match.start())]
    if not spans:
        return
    free = 0
    for span in spans:
        verb = _VERB.search(line.text, span.end())
        if verb is None:
            raise line.problem(Problem.NO_KIND)
        is_working = verb["work"] is not None
        for on in _span_days(line, span, year):
            free += not is_working
            yield NoticeDay(on, is_working, name)
    stated = _COUNT.search(line.text)
    if stated and int(stated[1]) != free:
        raise line.problem(Problem.WRONG_COUNT)


def _is_aside(text: str, at: int) -> bool:
    return text.count("(", 0, at) > text.count(")", 0, at)


def _span_days(line: Line, span: re.Match[str], year: int) -> list[date]:
    if span["am"] is None:
        raise line.problem(Problem.NOT_A_DATE, span[0])
    first = _date(line, int(span["ay"] or year), int(span["am"]), int(span["ad"]), span["anote"])
    if span["bd"] is None:
        return [first]
    last_year, last_month = int(span["by"] or first.year), int(span["bm"] or first.month)
    last = _date(line, last_year, last_month, int(span["bd"]), span["bnote"])
    if not first < last or (last - first).days >= MAX_SPAN:
        raise line.problem(Problem.BACKWARDS, span[0])
    return [first + ONE_DAY * number for number in range((last - first).days + 1)]


def _date(line: Line, year: int, month: int, day: int, note: str | None) -> date:
    try:
        on = date(year, month, day)
    except ValueError:
        raise line.problem(Problem.NOT_A_DATE, f"{month}月{day}日") from None
    stated = _WEEKDAY.search(note or "")
    if stated and "一二三四五六日".index(stated[1].replace("天", "日")) != on.weekday():
        raise line.problem(Problem.WRONG_WEEKDAY, f"{month}月{day}日({note})")
    return on


# --- The table --------------------------------------------------------------------------------------

_KINDS = {
    **dict.fromkeys(("off", "holiday", "休", "放假", "休息", "节假日", "假"), False),
    **dict.fromkeys(("work", "working", "workday", "班", "上班", "调休上班", "补班"), True),
}


def _read_table(lines: Iterable[Line], year: int) -> Found:
    has_begun = False
    for line in lines:
        has_begun = has_begun or line.text[:1].isdigit()
        # Above the first date stand headings.
        if not line.text or not has_begun:
            continue
        on_text, kind, name = [*re.split(r"\s*[,|;]\s*|\s+", line.text, maxsplit=2), "", ""][:3]
        on = _iso_date(line, on_text)
        if kind.lower() not in _KINDS:
            raise line.problem(Problem.NO_KIND)
        yield line, NoticeDay(on, _KINDS[kind.lower()], name.strip())


def _iso_date(line: Line, text: str) -> date:
    parts = re.fullmatch(_ISO_DATE, text)
    if parts is None:
        raise line.problem(Problem.NO_DATE)
    try:
        return date(*(int(part) for part in parts.groups()))
    except ValueError:
        raise line.problem(Problem.NOT_A_DATE, text) from None


# --- The JSON of holiday-cn --------------------------------------------------------------------------


def _read_json(lines: Iterable[Line], year: int) -> Found:
    lines = list(lines)
    try:
        data = json.loads("\n".join(line.text for line in lines))
    except json.JSONDecodeError as error:
        raise lines[error.lineno - 1].problem(Problem.NOT_JSON) from None
    start = lines[0]
    if isinstance(data, dict) and data.get("year", year) != year:
        raise start.problem(Problem.OTHER_YEAR, str(data["year"]))
    days = data.get("days") if isinstance(data, dict) else data
    if not isinstance(days, list):
        raise start.problem(Problem.NOT_JSON)
    for entry in days:
        yield _read_entry(lines, entry)


def _read_entry(lines: list[Line], entry: object) -> tuple[Line, NoticeDay]:
    if not isinstance(entry, dict) or not isinstance(entry.get("date"), str):
        raise lines[0].problem(Problem.NO_DATE, json.dumps(entry, ensure_ascii=False))
    line = next((line for line in lines if entry["date"] in line.text), lines[0])
    if not isinstance(entry.get("isOffDay"), bool):
        raise line.problem(Problem.NO_KIND, entry["date"])
    return line, NoticeDay(_iso_date(line, entry["date"]), not entry["isOffDay"], str(entry.get("name", "")))
