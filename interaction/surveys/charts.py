"""What a result page shows of a question: bars with their words and figures, and the same as tables."""

from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from interaction.surveys.counting import Cell, Table
from interaction.surveys.questionnaire import OTHER, TEXTS, Kind, Question
from interaction.surveys.results import QuestionResult
from interaction.surveys.suppression import REST, THRESHOLD
from portal.base.models import in_english


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a chart; `count` is None where it is not shown. `width` is as SVG reads it, of 100."""

    label: str
    count: int | None
    percent: str
    width: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """One distribution; `title` is a matrix row's."""

    title: str
    bars: tuple[Bar, ...]
    total: int | None


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """A question of the result page."""

    number: int
    key: str
    text: str
    # The language of the text where it is not the page's.
    lang: str
    kind: Kind
    versions: tuple[int, ...]
    answered: int | None
    charts: tuple[Chart, ...]
    figures: tuple[tuple[str, str], ...]
    column: str
    takes_words: bool
    several: bool

    @property
    def has_notes(self) -> bool:
        """Whether its lines say more than counts (the mean place of a ranking)."""
        return any(bar.note for chart in self.charts for bar in chart.bars)


def shown_question(result: QuestionResult, number: int) -> ShownQuestion:
    """A question's suppressed count in the reader's language."""
    question, count = result.question, result.count
    english = in_english()
    charts = tuple(_chart(question, table, count.figures) for table in count.tables)
    return ShownQuestion(
        number=number,
        key=question.key,
        text=question.text.local(english),
        lang="zh-Hans" if english and not question.text.en else "",
        kind=question.kind,
        versions=result.versions,
        answered=count.answered,
        charts=() if question.kind in TEXTS else charts,
        figures=_figures(question, count.figures),
        column=_column(question.kind),
        takes_words=question.takes_words,
        several=question.kind == Kind.MULTIPLE,
    )


def _chart(question: Question, table: Table, figures: dict[str, float | None]) -> Chart:
    title = next((row.text.local(in_english()) for row in question.rows if row.key == table.key), "")
    # Of all who answered, not of the longest bar: half a chart's width is half of them.
    whole = table.total or 0
    bars = tuple(_bar(question, cell, whole, figures) for cell in table.cells)
    return Chart(title, bars, table.total)


def _bar(question: Question, cell: Cell, whole: int, figures: dict[str, float | None]) -> Bar:
    label = label_of(question, cell.key)
    mean = figures.get(f"mean:{cell.key}")
    note = figure_words(mean) if mean is not None else ""
    if cell.count is None:
        return Bar(label, None, "", "0", note)
    share = 100 * cell.count / whole if whole else 0.0
    return Bar(label, cell.count, percent_words(cell.count, whole), f"{share:.2f}", note)


def label_of(question: Question, key: str) -> str:
    """A cell's key in words: an option, a rating, a range, a month."""
    english = in_english()
    if key == REST:
        return _("all others")
    if question.kind == Kind.NUMBER:
        return _range(question, key)
    if question.kind == Kind.RATING:
        return _rating(question, key)
    if question.kind == Kind.DATE:
        return key.replace("|", " – ")
    option = question.option(key)
    if option is not None:
        return option.text.local(english)
    return _("Other") if key == OTHER else key


def _range(question: Question, key: str) -> str:
    unit = question.unit.local(in_english())
    low, high = key.split("|")
    if question.is_whole:
        last = int(float(high)) - 1
        words = low if float(low) == last else f"{low} – {last}"
    else:
        words = _("%(low)s to below %(high)s") % {"low": low, "high": high}
    return f"{words} {unit}".strip()


def _rating(question: Question, key: str) -> str:
    english = in_english()
    ends = {"1": question.lowest_label, str(question.highest): question.highest_label}
    label = ends[key].local(english) if key in ends else ""
    return f"{key} ({label})" if label else key


def _figures(question: Question, figures: dict[str, float | None]) -> tuple[tuple[str, str], ...]:
    names = {
        "mean": _("Mean"),
        "lower_quartile": _("Lower quartile"),
        "median": _("Median"),
        "upper_quartile": _("Upper quartile"),
    }
    unit = question.unit.local(in_english())
    found = ((names[name], value) for name, value in figures.items() if name in names)
    return tuple(
        (name, f"{figure_words(value)} {unit}".strip()) for name, value in found if value is not None
    )


def _column(kind: Kind) -> str:
    if kind == Kind.RANKING:
        return _("Put first")
    return _("Answers")


def figure_words(value: float) -> str:
    """A computed figure with at most two decimals."""
    return number_format(round(value, 2), decimal_pos=2)


def percent_words(count: int, whole: int) -> str:
    """A share with one decimal; empty where there is nothing to be a share of."""
    # `number_format` cuts off what it does not show.
    return f"{number_format(percent_of(count, whole), decimal_pos=1)}%" if whole else ""


def percent_of(count: int, whole: int) -> float:
    """A share in percent with one decimal, as pages and files tell it."""
    return round(100 * count / whole, 1)


def hidden_words() -> str:
    """What stands in the place of a figure that is not shown."""
    return _("fewer than %(threshold)d, or left out with them") % {"threshold": THRESHOLD}


def cross_context(rows_of: Question, columns_of: Question, table: Any) -> dict[str, Any]:
    """A cross table in the reader's language, each cell with its share of its row."""
    lines = []
    for key, cells, total in zip(table.rows, table.cells, table.row_totals, strict=True):
        shown = [
            {"count": cell, "percent": percent_words(cell, total or 0) if cell is not None else ""}
            for cell in cells
        ]
        lines.append({"label": label_of(rows_of, key), "cells": shown, "total": total})
    return {
        "columns": [label_of(columns_of, key) for key in table.columns],
        "lines": lines,
        "column_totals": table.column_totals,
        "total": table.total,
    }
