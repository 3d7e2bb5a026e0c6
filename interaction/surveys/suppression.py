"""Which figures are not shown, so that nobody can be told from them. Pure.

- A cell behind which one to four people stand is not shown. Nobody stands behind a nought.
- Further cells are left out until what is hidden cannot be computed from what is shown: with the totals
  known, each small cell might as well be five or more.
- Where a cell is hidden so is every figure that was computed from it (a mean is an equation).
- Ranges and months are put together with their neighbours instead.
- A cross table puts small rows and columns together as "rest", as the distribution of that question alone
  hides them; small choices of which several can be chosen are left out. Where that is not enough there is
  no table.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import replace

from interaction.surveys.counting import Cell, CrossTable, QuestionCount, Table
from interaction.surveys.questionnaire import Kind

THRESHOLD = 5
REST = "rest"
_RANGED = frozenset({Kind.NUMBER, Kind.DATE})

type Grid = list[list[int]]
type Place = tuple[int, int]


def is_small(count: int) -> bool:
    """Whether so few stand behind a figure that it is not shown."""
    return 0 < count < THRESHOLD


def suppress(count: QuestionCount) -> QuestionCount:
    """What of a question's count may be shown."""
    if count.answered is None or is_small(count.answered):
        tables = tuple(_emptied(table) for table in count.tables)
        if count.kind in _RANGED:
            # Their ranges and months follow from the answers: the very label would tell one.
            tables = tuple(replace(table, cells=()) for table in tables)
        return replace(count, answered=None, tables=tables, figures=dict.fromkeys(count.figures))
    if count.kind in _RANGED:
        return replace(count, tables=tuple(_merged(table) for table in count.tables))
    is_sum = count.kind != Kind.MULTIPLE
    tables = tuple(_suppressed(table, is_sum=is_sum) for table in count.tables)
    hides = any(cell.count is None for table in tables for cell in table.cells)
    figures = dict.fromkeys(count.figures) if hides else count.figures
    return replace(count, tables=tables, figures=figures)


def _emptied(table: Table) -> Table:
    return replace(table, cells=tuple(Cell(cell.key, None) for cell in table.cells), total=None)


def _suppressed(table: Table, *, is_sum: bool) -> Table:
    if is_small(table.total or 0):
        return _emptied(table)
    counts = [cell.count or 0 for cell in table.cells]
    hidden = hidden_of(counts) if is_sum else {at for at, count in enumerate(counts) if is_small(count)}
    cells = (Cell(cell.key, None if at in hidden else cell.count) for at, cell in enumerate(table.cells))
    return replace(table, cells=tuple(cells))


def hidden_of(counts: Sequence[int]) -> set[int]:
    """The places of what is hidden in counts whose sum is known.

    The smallest that are not nought are added until what is hidden could all lie in any one of its cells
    (but for one in each other) and be five. Where even all of them are too few, the noughts go as well.
    """
    hidden = {at for at, count in enumerate(counts) if is_small(count)}
    others = sorted((at for at, count in enumerate(counts) if count >= THRESHOLD), key=lambda at: counts[at])
    while hidden and not _hides_enough([counts[at] for at in hidden]):
        if not others:
            return set(range(len(counts)))
        hidden.add(others.pop(0))
    return hidden


def _hides_enough(counts: list[int]) -> bool:
    return len(counts) > 1 and sum(counts) - (len(counts) - 1) >= THRESHOLD


def _merged(table: Table) -> Table:
    """Neighbours put together until nobody can be told: all from the first key's start to the last's end."""
    groups: list[list[Cell]] = []
    total = 0
    for cell in table.cells:
        # A nought or a group that is large enough stands by itself.
        if groups and is_small(total):
            groups[-1].append(cell)
            total += cell.count or 0
        else:
            groups.append([cell])
            total = cell.count or 0
    while len(groups) > 1 and is_small(sum(cell.count or 0 for cell in groups[-1])):
        groups[-2:] = [groups[-2] + groups[-1]]
    return replace(table, cells=tuple(map(_joined, groups)))


def _joined(group: list[Cell]) -> Cell:
    if len(group) == 1:
        return group[0]
    start, end = group[0].key, group[-1].key
    key = f"{start.split('|')[0]}|{end.split('|')[-1]}"
    return Cell(key, sum(cell.count or 0 for cell in group))


def suppress_cross(
    table: CrossTable, *, several_rows: bool = False, several_columns: bool = False
) -> CrossTable | None:
    """What of a cross table may be shown; None where too few stand behind all of it.

    `several_rows` and `several_columns` tell whether several of them can be chosen.
    """
    if table.total is None or is_small(table.total):
        return None
    by_rows = _without_small(table) if several_rows else _pooled(table)
    if len(by_rows.rows) < 2:
        return None
    turned = _transposed(by_rows)
    pooled = _transposed(_without_small(turned) if several_columns else _pooled(turned))
    if min(len(pooled.rows), len(pooled.columns)) < 2:
        return None
    if any(map(is_small, (*_known(pooled.row_totals), *_known(pooled.column_totals)))):
        return None
    grid = [[cell or 0 for cell in line] for line in pooled.cells]
    hidden = hidden_in(grid)
    if hidden is None:
        return None
    cells = tuple(
        tuple(None if (at, place) in hidden else cell for place, cell in enumerate(line))
        for at, line in enumerate(grid)
    )
    return replace(pooled, cells=cells)


def _known(totals: Sequence[int | None]) -> list[int]:
    return [total or 0 for total in totals]


def _without_small(table: CrossTable) -> CrossTable:
    """The rows that are not small, where several can be chosen.

    Put together with a larger one, which the question alone shows, a small one could be computed; and who
    chose both would count twice.
    """
    kept = [at for at, total in enumerate(_known(table.row_totals)) if not is_small(total)]
    return replace(
        table,
        rows=tuple(table.rows[at] for at in kept),
        cells=tuple(table.cells[at] for at in kept),
        row_totals=tuple(table.row_totals[at] for at in kept),
    )


def _pooled(table: CrossTable) -> CrossTable:
    """The rows that the question alone would hide, put together as the last row."""
    totals = _known(table.row_totals)
    hidden = hidden_of(totals)
    if not hidden:
        return table
    kept = [at for at in range(len(totals)) if at not in hidden]
    rest = tuple(
        sum(table.cells[at][place] or 0 for at in sorted(hidden)) for place in range(len(table.columns))
    )
    return replace(
        table,
        rows=(*(table.rows[at] for at in kept), REST),
        cells=(*(table.cells[at] for at in kept), rest),
        row_totals=(*(totals[at] for at in kept), sum(totals[at] for at in hidden)),
    )


def _transposed(table: CrossTable) -> CrossTable:
    return replace(
        table,
        rows=table.columns,
        columns=table.rows,
        cells=tuple(zip(*table.cells, strict=True)) if table.cells else (),
        row_totals=table.column_totals,
        column_totals=table.row_totals,
    )


def hidden_in(grid: Grid) -> set[Place] | None:
    """The places of what is hidden in a table whose row and column sums are known.

    None where even all cells together do not hide the small ones.
    """
    small = [
        (at, place) for at, line in enumerate(grid) for place, count in enumerate(line) if is_small(count)
    ]
    hidden = set(small)
    for cell in sorted(small, key=lambda place: grid[place[0]][place[1]]):
        while not _could_be_more(grid, hidden, cell):
            added = _best_addition(grid, hidden, cell)
            if added is None:
                return None
            hidden |= added
    return hidden


def _best_addition(grid: Grid, hidden: set[Place], cell: Place) -> set[Place] | None:
    """The cells of the rectangle that frees a hidden cell most at the least loss; None where none is left."""
    at, place = cell
    best: tuple[tuple[int, int], set[Place]] | None = None
    for other_at in range(len(grid)):
        for other_place in range(len(grid[0])):
            if other_at == at or other_place == place:
                continue
            corners = [(at, other_place), (other_at, place), (other_at, other_place)]
            added = {corner for corner in corners if corner not in hidden}
            if not added or any(grid[row][column] == 0 for row, column in corners):
                continue
            freed = min(grid[at][other_place], grid[other_at][place]) - 1
            loss = sum(grid[row][column] for row, column in added)
            rank = (-min(freed, THRESHOLD - grid[at][place]), loss)
            if best is None or rank < best[0]:
                best = (rank, added)
    return best[1] if best is not None else _any_other(grid, hidden)


def _any_other(grid: Grid, hidden: set[Place]) -> set[Place] | None:
    left = [
        (count, (at, place))
        for at, line in enumerate(grid)
        for place, count in enumerate(line)
        if count and (at, place) not in hidden
    ]
    return {min(left)[1]} if left else None


def _could_be_more(grid: Grid, hidden: set[Place], cell: Place) -> bool:
    """Whether a hidden cell might be five, for all that the sums and the shown cells tell.

    Hidden cells are one or more (noughts are shown). Making one larger takes from others along a cycle:
    a flow from its row to its column, over cells that become smaller (by what they have above one) and
    cells that become larger (without limit).
    """
    needed = THRESHOLD - grid[cell[0]][cell[1]]
    room = {each: grid[each[0]][each[1]] - 1 for each in hidden if each != cell}
    for _unit in range(needed):
        path = _augmenting_path(room, cell)
        if path is None:
            return False
        for each, change in path:
            room[each] += change
    return True


def _augmenting_path(room: dict[Place, int], cell: Place) -> list[tuple[Place, int]] | None:
    """Cells that become smaller and larger by one in turn, from the row of a cell to its column."""
    start, goal = ("row", cell[0]), ("column", cell[1])
    came: dict[tuple[str, int], tuple[tuple[str, int], Place, int] | None] = {start: None}
    queue = deque([start])
    while queue and goal not in came:
        side, number = here = queue.popleft()
        for each, left in room.items():
            if side == "row" and each[0] == number and left > 0:
                there, change = ("column", each[1]), -1
            elif side == "column" and each[1] == number:
                there, change = ("row", each[0]), 1
            else:
                continue
            if there not in came:
                came[there] = (here, each, change)
                queue.append(there)
    if goal not in came:
        return None
    path = []
    step = came[goal]
    while step is not None:
        path.append((step[1], step[2]))
        step = came[step[0]]
    return path
