"""The vectors of a replica's rows, in one matrix. Pure: no Django, no storage."""

import numpy as np


class VectorTable:
    """One unit vector a row, for the rows that have one."""

    def __init__(self) -> None:
        self._matrix = np.zeros((0, 0), np.float32)
        self._known = np.zeros(0, bool)

    @property
    def count(self) -> int:
        """How many rows have a vector."""
        return int(self._known.sum())

    def grow(self, rows: int) -> None:
        """Make room for so many rows."""
        held = self._known.size
        if rows <= held:
            return
        capacity = max(rows, int(held * 1.5))
        known, matrix = np.zeros(capacity, bool), np.zeros((capacity, self._matrix.shape[1]), np.float32)
        known[:held], matrix[:held] = self._known, self._matrix
        self._known, self._matrix = known, matrix

    def put(self, rows: list[int], raw: bytes) -> None:
        """Give rows their vector, stored as half-precision numbers."""
        if not rows:
            return
        vector = np.frombuffer(raw, np.float16).astype(np.float32)
        if self._matrix.shape[1] != vector.size:
            self._matrix = np.zeros((self._known.size, vector.size), np.float32)
            self._known[:] = False
        self._matrix[rows] = vector
        self._known[rows] = True

    def drop(self, row: int) -> None:
        """Forget the vector of a row that is dead."""
        if row < self._known.size:
            self._known[row] = False

    def having(self, rows: np.ndarray) -> np.ndarray:
        """Those of the rows that have a vector."""
        return rows[self._known[rows]]

    def similarity(self, vector: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Cosine similarity of rows with a vector; 0 for rows that have none."""
        found = np.zeros(rows.size, np.float32)
        known = self._known[rows]
        if not known.any():
            return found
        # To copy many rows costs more than to multiply all.
        if 4 * rows.size > self._known.size:
            found[known] = (self._matrix @ vector)[rows[known]]
        else:
            found[known] = self._matrix[rows[known]] @ vector
        return found


class PhrasingVectors:
    """The vectors of the phrasings that lead to each row."""

    def __init__(self) -> None:
        self._table = VectorTable()
        self._owner: list[int] = []
        self._owners: np.ndarray | None = None
        self._by_digest: dict[str, list[int]] = {}
        self._by_row: dict[int, list[int]] = {}

    def add(self, row: int, digests: list[str]) -> None:
        """Tell which phrasings lead to a row; their vectors come by `put`."""
        self._owners = None
        for digest in digests:
            at = len(self._owner)
            self._owner.append(row)
            self._by_digest.setdefault(digest, []).append(at)
            self._by_row.setdefault(row, []).append(at)
        self._table.grow(len(self._owner))

    def put(self, digest: str, raw: bytes) -> None:
        """Give the phrasings of a digest that still lead somewhere their vector."""
        self._table.put([at for at in self._by_digest.get(digest, ()) if self._owner[at] >= 0], raw)

    def drop(self, row: int) -> None:
        """Forget the phrasings of a row that is dead."""
        self._owners = None
        for at in self._by_row.pop(row, ()):
            self._owner[at] = -1
            self._table.drop(at)

    def nearest(self, vector: np.ndarray, rows: int) -> np.ndarray:
        """For each of so many rows the similarity of its nearest phrasing; 0 for a row without any."""
        best = np.zeros(rows, np.float32)
        if self._owners is None:
            self._owners = np.asarray(self._owner, dtype=np.int64)
        known = self._table.having(np.arange(self._owners.size))
        if known.size:
            np.maximum.at(best, self._owners[known], self._table.similarity(vector, known))
        return best
