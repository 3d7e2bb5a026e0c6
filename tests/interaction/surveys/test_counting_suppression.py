"""What is hidden stays hidden: nobody can compute it from what is shown."""

from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interaction.surveys.counting import Cell, CrossTable, QuestionCount, Table, count_all
from interaction.surveys.packing import pack, records
from interaction.surveys.questionnaire import Kind, Question, Questionnaire, Section, Text
from interaction.surveys.suppression import REST, hidden_in, suppress, suppress_cross
from interaction.surveys.validating import validate
from tests.interaction.surveys.random_questionnaires import UNHURRIED

THRESHOLD = 5

COUNTS = st.lists(st.integers(0, 12), min_size=2, max_size=5)


def counted(counts: list[int], kind: Kind = Kind.SINGLE, **figures: float) -> QuestionCount:
    table = Table("", tuple(Cell(f"o{at}", count) for at, count in enumerate(counts)), sum(counts))
    return QuestionCount("q", kind, sum(counts), sum(counts), (table,), dict(figures))


def fillings(total: int, places: int) -> list[tuple[int, ...]]:
    """All ways to share a total out."""
    if places == 1:
        return [(total,)]
    return [(first, *rest) for first in range(total + 1) for rest in fillings(total - first, places - 1)]


@UNHURRIED
@given(COUNTS)
def test_small_cells_cannot_be_told_from_the_total(counts: list[int]) -> None:
    result = suppress(counted(counts, mean=3.0))
    seen = [cell.count for cell in result.tables[0].cells]
    if 0 < sum(counts) < THRESHOLD:
        assert result.answered is None
        assert set(seen) == {None}
        return
    assert all(count is None or count == 0 or count >= THRESHOLD for count in seen)
    assert all(count in (None, true) for count, true in zip(seen, counts, strict=True))
    hidden = [at for at, count in enumerate(seen) if count is None]
    assert (result.figures["mean"] is None) == bool(hidden)
    if not hidden:
        return
    # An attacker knows that noughts are shown, unless everything is hidden.
    lowest = 0 if len(hidden) == len(counts) else 1
    left = sum(counts) - sum(count or 0 for count in seen)
    possible = [each for each in fillings(left, len(hidden)) if min(each) >= lowest]
    for place in range(len(hidden)):
        assert max(each[place] for each in possible) >= THRESHOLD
        assert len({each[place] for each in possible}) > 1


def test_nothing_is_hidden_without_need() -> None:
    counts = counted([0, 5, 60], mean=2.9)
    assert suppress(counts) == counts


def test_smallest_other_cell_is_left_out_too() -> None:
    assert [cell.count for cell in suppress(counted([2, 40, 7, 0])).tables[0].cells] == [None, 40, None, 0]


def test_several_choices_have_no_sum_to_compute_from() -> None:
    result = suppress(counted([2, 40, 7], Kind.MULTIPLE))
    assert [cell.count for cell in result.tables[0].cells] == [None, 40, 7]


@UNHURRIED
@given(st.lists(st.integers(-50, 50), min_size=1, max_size=60))
def test_ranges_are_put_together_until_enough_stand_behind_each(numbers: list[int]) -> None:
    question = Question("q", "q", Kind.NUMBER, Text("几"))
    questionnaire = Questionnaire((Section("s", "s", Text("部分"), questions=(question,)),))
    sent = [validate(questionnaire, {"q": str(each)}).answers for each in numbers]
    (count,) = count_all(questionnaire, records(questionnaire, [pack(questionnaire, each) for each in sent]))
    (table,) = suppress(count).tables
    if len(numbers) < THRESHOLD:
        # Not even the ranges are told: they follow from the answers.
        assert table.cells == ()
        return
    assert sum(cell.count or 0 for cell in table.cells) == len(numbers)
    for cell in table.cells:
        low, high = map(int, cell.key.split("|"))
        assert cell.count == sum(low <= each < high for each in numbers)
        assert cell.count == 0 or cell.count >= THRESHOLD


GRIDS = st.integers(2, 3).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(0, 8), min_size=width, max_size=width), min_size=2, max_size=3
    )
)


def largest(grid: list[list[int]], hidden: set[tuple[int, int]], wanted: tuple[int, int]) -> int:
    """The most that a hidden cell may be, found by trying everything that fits the sums."""
    places = sorted(hidden)
    rows = [sum(grid[at][each] for row, each in places if row == at) for at in range(len(grid))]
    columns = [sum(grid[each][at] for each, column in places if column == at) for at in range(len(grid[0]))]
    most = 0
    ranges = [range(1, min(rows[at], columns[place]) + 1) for at, place in places[:-1]]
    for values in product(*ranges[: max(len(ranges), 0)]):
        last_row = rows[places[-1][0]] - sum(v for (at, _), v in zip(places, values) if at == places[-1][0])  # noqa: B905
        filled = dict(zip(places, (*values, last_row), strict=True))
        if last_row < 1:
            continue
        fits_rows = all(
            sum(value for (row, _), value in filled.items() if row == at) == total
            for at, total in enumerate(rows)
        )
        fits_columns = all(
            sum(value for (_, column), value in filled.items() if column == at) == total
            for at, total in enumerate(columns)
        )
        if fits_rows and fits_columns:
            most = max(most, filled[wanted])
    return most


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(st.integers(0, 7), min_size=2, max_size=3), min_size=2, max_size=2))
def test_small_cells_of_a_cross_table_cannot_be_told_from_its_sums(grid: list[list[int]]) -> None:
    width = min(map(len, grid))
    grid = [line[:width] for line in grid]
    hidden = hidden_in(grid)
    small = {
        (at, place)
        for at, line in enumerate(grid)
        for place, count in enumerate(line)
        if 0 < count < THRESHOLD
    }
    if hidden is None:
        assert small
        return
    assert small <= hidden
    assert bool(hidden) == bool(small)
    for cell in small:
        assert largest(grid, hidden, cell) >= THRESHOLD


def crossed(grid: list[list[int]]) -> CrossTable:
    return CrossTable(
        tuple(f"r{at}" for at in range(len(grid))),
        tuple(f"c{at}" for at in range(len(grid[0]))),
        tuple(tuple(line) for line in grid),
        tuple(sum(line) for line in grid),
        tuple(sum(column) for column in zip(*grid, strict=True)),
        sum(map(sum, grid)),
    )


@UNHURRIED
@given(GRIDS)
def test_cross_table_shows_no_small_figure_and_its_sums_are_true(grid: list[list[int]]) -> None:
    result = suppress_cross(crossed(grid))
    if result is None:
        return
    assert result.total == sum(map(sum, grid))
    assert sum(total or 0 for total in result.row_totals) == result.total
    assert sum(total or 0 for total in result.column_totals) == result.total
    figures: list[Any] = [*result.row_totals, *result.column_totals]
    figures += [cell for line in result.cells for cell in line]
    assert all(each is None or each == 0 or each >= THRESHOLD for each in figures)
    for at, line in enumerate(result.cells):
        if None not in line:
            assert sum(each or 0 for each in line) == result.row_totals[at]


def test_cross_table_of_large_cells_is_shown_as_it_is() -> None:
    table = crossed([[10, 20], [30, 0]])
    assert suppress_cross(table) == table


def test_small_rows_are_put_together() -> None:
    result = suppress_cross(crossed([[20, 30], [3, 0], [4, 5], [30, 20]]))
    assert result is not None
    assert result.rows == ("r0", "r3", REST)
    assert result.row_totals == (50, 50, 12)


def test_small_ones_of_several_choices_are_left_out_of_a_cross_table() -> None:
    # 100 people; put together with the 40 that the question alone shows, the two could be computed.
    table = CrossTable(("a", "b", "c"), ("x", "y"), ((2, 0), (20, 20), (30, 30)), (2, 40, 60), (50, 50), 100)
    result = suppress_cross(table, several_rows=True)
    assert result is not None
    assert (result.rows, result.row_totals, result.total) == (("b", "c"), (40, 60), 100)
    none_left = CrossTable(("a", "b"), ("x", "y"), ((3, 1), (1, 3)), (4, 4), (3, 4), 7)
    assert suppress_cross(none_left, several_rows=True) is None
    assert suppress_cross(none_left, several_columns=True) is None


@pytest.mark.parametrize("grid", [[[1, 2], [0, 1]], [[1, 1], [1, 100]]])
def test_too_few_answers_make_no_cross_table(grid: list[list[int]]) -> None:
    assert suppress_cross(crossed(grid)) is None
