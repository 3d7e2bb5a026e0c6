"""Counts of packed answers: every figure of a chart, a table or an export comes from here. Pure.

A count holds true figures. Before others see it, `suppression` takes out what could tell about one person.
"""

import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from interaction.surveys.packing import Records, was_shown
from interaction.surveys.questionnaire import (
    CHOICES,
    ONE_CHOICE,
    TEXTS,
    Kind,
    Question,
    Questionnaire,
)

type Column = npt.NDArray[Any]

MOST_BINS = 10


@dataclass(frozen=True, slots=True)
class Cell:
    """So many chose this: an option's key, a rating, a range "10|20", a month "2026-11". None: not shown."""

    key: str
    count: int | None


@dataclass(frozen=True, slots=True)
class Table:
    """One distribution; `key` is a matrix row's. `total`: who answered; several choices add up to more."""

    key: str
    cells: tuple[Cell, ...]
    total: int | None

    def count(self, key: str) -> int | None:
        """The count of one cell."""
        return next(cell.count for cell in self.cells if cell.key == key)


@dataclass(frozen=True, slots=True)
class QuestionCount:
    """What was answered to one question.

    `asked` were shown it. `figures`: "mean" (rating, number), "median", "lower_quartile",
    "upper_quartile" (number), "mean:<option>" (the mean place of a ranking's option).
    """

    key: str
    kind: Kind
    asked: int | None
    answered: int | None
    tables: tuple[Table, ...] = ()
    figures: dict[str, float | None] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """What `from_json` reads again."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Read what `as_json` wrote."""
        tables = tuple(
            Table(table["key"], tuple(Cell(**cell) for cell in table["cells"]), table["total"])
            for table in data["tables"]
        )
        return cls(**data | {"kind": Kind(data["kind"]), "tables": tables})


def count_all(questionnaire: Questionnaire, rows: Records) -> list[QuestionCount]:
    """All questions of a version, in order."""
    return [
        count_column(question, rows[question.key], int(was_shown(questionnaire, rows, question.key).sum()))
        for question in questionnaire.questions
    ]


def count_together(key: str, versions: Iterable[tuple[Questionnaire, Records]]) -> QuestionCount | None:
    """One question over all versions that ask the same as the newest one (the last) does.

    None where the newest does not ask it.
    """
    parts = list(versions)
    question = parts[-1][0].by_key.get(key) if parts else None
    if question is None:
        return None
    columns, asked = [], 0
    for questionnaire, rows in parts:
        other = questionnaire.by_key.get(key)
        if other is not None and question.is_same_as(other):
            columns.append(rows[key])
            asked += int(was_shown(questionnaire, rows, key).sum())
    return count_column(question, np.concatenate(columns), asked)


def count_column(question: Question, column: Column, asked: int) -> QuestionCount:
    """One question from its column of the records."""
    given = column[is_answered(question, column)]
    tables, figures = _COUNTERS[question.kind](question, given)
    return QuestionCount(question.key, question.kind, asked, len(given), tables, figures)


def is_answered(question: Question, column: Column) -> npt.NDArray[np.bool_]:
    """For each response whether it answered."""
    if question.kind == Kind.NUMBER:
        return ~np.isnan(column)
    if question.kind in (Kind.RANKING, Kind.MATRIX):
        return np.asarray((column != 0).any(axis=1))
    return column != 0


type _Counted = tuple[tuple[Table, ...], dict[str, float | None]]


def _table(key: str, keys: Iterable[str], counts: Iterable[Any], total: int) -> Table:
    cells = tuple(Cell(each, int(count)) for each, count in zip(keys, counts, strict=True))
    return Table(key, cells, total)


def _places(column: Column, most: int) -> npt.NDArray[np.intp]:
    """How often each place from 1 occurs."""
    return np.bincount(column, minlength=most + 1)[1:]


def _count_choice(question: Question, given: Column) -> _Counted:
    counts = _places(given, len(question.choices))
    return (_table("", question.choices, counts, len(given)),), {}


def _count_several(question: Question, given: Column) -> _Counted:
    counts = [np.count_nonzero(given & np.uint64(1 << place)) for place in range(len(question.choices))]
    return (_table("", question.choices, counts, len(given)),), {}


def _count_text(question: Question, given: Column) -> _Counted:
    return (), {}


def _count_rating(question: Question, given: Column) -> _Counted:
    ratings = [str(rating) for rating in range(1, question.highest + 1)]
    table = _table("", ratings, _places(given, question.highest), len(given))
    return (table,), {"mean": float(given.mean()) if len(given) else None}


def _count_ranking(question: Question, given: Column) -> _Counted:
    keys = [option.key for option in question.options]
    firsts = (given == 1).sum(axis=0)
    means = given.mean(axis=0) if len(given) else [None] * len(keys)
    figures = {
        f"mean:{key}": None if mean is None else float(mean) for key, mean in zip(keys, means, strict=True)
    }
    return (_table("", keys, firsts, len(given)),), figures


def _count_matrix(question: Question, given: Column) -> _Counted:
    keys = [option.key for option in question.options]
    tables = []
    for at, row in enumerate(question.rows):
        counts = _places(given[:, at], len(keys))
        tables.append(_table(row.key, keys, counts, int(counts.sum())))
    return tuple(tables), {}


def _count_number(question: Question, given: Column) -> _Counted:
    names = ("lower_quartile", "median", "upper_quartile")
    if not len(given):
        return (Table("", (), 0),), dict.fromkeys(("mean", *names))
    low, high = float(given.min()), float(given.max())
    step = _nice_step(low, high, whole=question.is_whole)
    # A little more, so that 0.3 is not below 3 × 0.1.
    places = np.floor(given / step + 1e-9).astype(np.int64)
    start = int(places.min())
    places -= start
    counts = np.bincount(places)
    keys = [f"{_plain((start + at) * step)}|{_plain((start + at + 1) * step)}" for at in range(len(counts))]
    figures: dict[str, float | None] = {"mean": float(given.mean())}
    figures |= dict(zip(names, map(float, np.quantile(given, (0.25, 0.5, 0.75))), strict=True))
    return (_table("", keys, counts, len(given)),), figures


def _nice_step(low: float, high: float, *, whole: bool) -> float:
    """The width of the ranges of a chart: 1, 2 or 5 with noughts, so that there are few of them."""
    wanted = (high - low) / (MOST_BINS - 1)
    if whole and wanted <= 1:
        return 1.0
    # Whole numbers are exact: large ones close together still need steps, or there are millions of ranges.
    if not whole and wanted <= 1e-9 * max(abs(low), abs(high), 1e-300):
        return 1.0 if abs(low) < 1e-300 else 10.0 ** math.floor(math.log10(abs(low)))
    size = 10.0 ** math.floor(math.log10(wanted))
    return next(size * factor for factor in (1, 2, 5, 10) if size * factor >= wanted)


def _plain(number: float) -> str:
    return f"{number:.12g}"


def _count_date(question: Question, given: Column) -> _Counted:
    """By month; by year where that would be more than two years of months."""
    if not len(given):
        return (Table("", (), 0),), {}
    first, last = date.fromordinal(int(given.min())), date.fromordinal(int(given.max()))
    # Days become months and years in NumPy's own calendar, which counts from 1970.
    days = (given.astype("i8") - date(1970, 1, 1).toordinal()).astype("M8[D]")
    is_long = (last.year - first.year) * 12 + last.month - first.month > 24
    counted, counts = np.unique(days.astype("M8[Y]" if is_long else "M8[M]"), return_counts=True)
    return (_table("", map(str, counted), counts, len(given)),), {}


_COUNTERS: dict[Kind, Any] = {
    **dict.fromkeys(ONE_CHOICE, _count_choice),
    **dict.fromkeys(TEXTS, _count_text),
    Kind.MULTIPLE: _count_several,
    Kind.NUMBER: _count_number,
    Kind.DATE: _count_date,
    Kind.RATING: _count_rating,
    Kind.RANKING: _count_ranking,
    Kind.MATRIX: _count_matrix,
}


CROSSED = CHOICES | {Kind.RATING}


@dataclass(frozen=True, slots=True)
class CrossTable:
    """Two questions against each other, over who answered both. None: not shown.

    With several choices a response counts in each of its cells, so totals are given, not summed.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[int | None, ...], ...]
    row_totals: tuple[int | None, ...]
    column_totals: tuple[int | None, ...]
    total: int | None

    def as_json(self) -> dict[str, Any]:
        """The table as plain data."""
        return asdict(self)


def cross_table(rows_of: Question, columns_of: Question, rows: Records) -> CrossTable:
    """The cross table of two questions (choices and ratings).

    Raises:
        ValueError: one of them cannot be crossed.
    """
    if rows_of.kind not in CROSSED or columns_of.kind not in CROSSED:
        raise ValueError("Only choices and ratings are crossed.")
    both = is_answered(rows_of, rows[rows_of.key]) & is_answered(columns_of, rows[columns_of.key])
    row_keys, down = _indicators(rows_of, rows[rows_of.key][both])
    column_keys, across = _indicators(columns_of, rows[columns_of.key][both])
    # Floating point counts exactly far beyond any number of responses, and multiplies fast.
    cells = (down.T.astype("f8") @ across.astype("f8")).astype(int)
    return CrossTable(
        row_keys,
        column_keys,
        tuple(tuple(map(int, line)) for line in cells),
        tuple(map(int, down.sum(axis=0))),
        tuple(map(int, across.sum(axis=0))),
        int(both.sum()),
    )


def _indicators(question: Question, column: Column) -> tuple[tuple[str, ...], npt.NDArray[np.bool_]]:
    """The keys of a question, and for each response which of them it chose."""
    if question.kind == Kind.RATING:
        keys = tuple(str(rating) for rating in range(1, question.highest + 1))
    else:
        keys = question.choices
    places = np.arange(len(keys))
    if question.kind == Kind.MULTIPLE:
        return keys, (column[:, None] >> places.astype("u8") & np.uint64(1)).astype(bool)
    return keys, column[:, None] == places + 1
