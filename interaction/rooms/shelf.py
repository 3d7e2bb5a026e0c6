"""The newest lines of a room in memory, and the frames that are made of them, each once for all sockets."""

from collections import OrderedDict, deque
from collections.abc import Iterable
from typing import NamedTuple

from interaction.rooms.models import Audience, visible_audiences

# How many lines are kept, and how many places of the log one frame spans at most.
KEPT = 500
SPAN = 100
FRAMES = 64

_VISIBLE = {audience: frozenset(visible_audiences(audience)) for audience in Audience.values}


class Line(NamedTuple):
    """One entry, serialised for everybody; staff get the sender's id as well."""

    seq: int
    audience: str
    text: str
    client_id: str

    def text_for(self, audience: str) -> str:
        """The entry as a viewer of an audience gets it."""
        if audience == Audience.PUBLIC:
            return self.text
        return f'{self.text[:-1]},"client_id":"{self.client_id}"}}'


def entries_frame(epoch: str, audience: str, after: int, upto: int, lines: Iterable[Line]) -> str:
    """Everything that a viewer may see with `after` < seq ≤ `upto`; hidden lines leave no gap."""
    visible = _VISIBLE[audience]
    texts = [
        line.text_for(audience) for line in lines if after < line.seq <= upto and line.audience in visible
    ]
    head = f'{{"type":"entries","epoch":"{epoch}","after":{after},"upto":{upto},"entries":['
    return f"{head}{','.join(texts)}]}}"


class Shelf:
    """The lines after `low` up to `high`, at most `KEPT` of them."""

    def __init__(self) -> None:
        self.epoch = ""
        self.low = self.high = 0
        self._lines: deque[Line] = deque()
        self._frames: OrderedDict[tuple[str, int, int], str] = OrderedDict()

    def begin(self, epoch: str, after: int) -> None:
        """Forget everything and stand at a place of an epoch."""
        self.epoch = epoch
        self.low = self.high = after
        self._lines.clear()
        self._frames.clear()

    def put(self, lines: list[Line], upto: int) -> None:
        """Add the lines that follow; the oldest make room."""
        self._lines.extend(lines)
        self.high = upto
        while len(self._lines) > KEPT:
            self.low = self._lines.popleft().seq

    def frame(self, audience: str, after: int) -> tuple[str, int]:
        """What comes after a place that is on the shelf, as a frame, and how far it reaches."""
        upto = min(self.high, after + SPAN)
        key = (audience, after, upto)
        text = self._frames.get(key)
        if text is None:
            text = entries_frame(self.epoch, audience, after, upto, self._from(after))
            self._frames[key] = text
            if len(self._frames) > FRAMES:
                self._frames.popitem(last=False)
        return text, upto

    def _from(self, after: int) -> Iterable[Line]:
        # Most look for the newest line: walk from that end. Every seq has its line, so places are counted.
        newest = min(len(self._lines), self.high - after)
        return [self._lines[index] for index in range(len(self._lines) - newest, len(self._lines))]
