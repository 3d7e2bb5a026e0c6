"""The live text as it is shown, built out of the log of a room. Pure; `interview-log.ts` does the same.

A correction stands in the place of what it corrects; what was taken back keeps its place and no words;
changes of state and of the rules are quiet lines; questions and the screen stand beside the text.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from interaction.interviews import entries as kinds

type Body = Mapping[str, Any]


@dataclass(slots=True)
class Item:
    """One piece of the live text; `change` names what a quiet line says (`stream.CHANGES`)."""

    seq: int
    kind: str
    at: datetime
    body: Body = field(default_factory=dict)
    change: str = ""
    # Texts that were shown here before, oldest first.
    earlier: list[str] = field(default_factory=list)
    corrected_at: datetime | None = None
    # The entries that put their words here.
    corrections: list[int] = field(default_factory=list)
    is_redacted: bool = False
    # The same question is answered right above: it need not be quoted again.
    goes_on: bool = False

    @property
    def question(self) -> Body | None:
        """The question that is answered here."""
        question: Body | None = self.body.get("question")
        return question

    @property
    def new_time(self) -> datetime | None:
        """The time that a quiet line tells: of the start that was moved, or of the end."""
        name = {"moved": "starts_at", "extended": "ends_at"}.get(self.change)
        return datetime.fromisoformat(self.body[name]) if name else None

    @property
    def is_line(self) -> bool:
        """Whether it is a quiet line and nobody's words."""
        return bool(self.change) or self.is_redacted


@dataclass(slots=True)
class Stream:
    """Everything that a screen of the interview shows out of the log."""

    items: list[Item] = field(default_factory=list)
    questions: dict[int, Body] = field(default_factory=dict)
    on_screen: Body | None = None
    pinned_seq: int | None = None
    # The last entries about them: what the next one changes is told by comparing.
    state: Body = field(default_factory=dict)
    rules: Body = field(default_factory=lambda: {"questions_stopped": False, "slow_mode_seconds": 0})

    @property
    def pinned(self) -> Item | None:
        """The piece that stays in view, if it has words."""
        found = (item for item in self.items if item.seq == self.pinned_seq and not item.is_redacted)
        return next(found, None)

    @property
    def before(self) -> str:
        """What a screen must know to go on from here, as JSON."""
        return json.dumps({"state": self.state, "rules": self.rules}, ensure_ascii=False)

    @property
    def has_words(self) -> bool:
        """Whether anybody has said something yet."""
        return any(not item.is_line for item in self.items)


# Every quiet line there is; the screens have words for each.
CHANGES = (
    "collecting",
    "started",
    "paused",
    "resumed",
    "moved",
    "extended",
    "ended",
    "transcribed",
    "cancelled",
    "questions_stopped",
    "questions_open",
    "slow_mode",
)


class _Builder:
    def __init__(self) -> None:
        self.stream = Stream()
        self._places: dict[int, Item] = {}

    def add(self, entry: Mapping[str, Any]) -> None:
        """Take the next entry of the log."""
        body: Body = entry["body"]
        kind = entry["kind"]
        if kind in kinds.SPOKEN:
            self._add_spoken(entry)
        elif entry.get("redacted"):
            return
        elif kind == kinds.STATE:
            self._add_line(entry, change_of(self.stream.state, body))
            self.stream.state = body
        elif kind == kinds.RULES:
            self._add_line(entry, rules_change_of(self.stream.rules, body))
            self.stream.rules = body
        elif kind == kinds.QUESTION:
            self.stream.questions[body["id"]] = body
        elif kind == kinds.QUESTION_GONE:
            self.stream.questions.pop(body["id"], None)
        elif kind == kinds.ON_SCREEN:
            self.stream.on_screen = body["question"]
        elif kind == kinds.PINNED:
            self.stream.pinned_seq = body["seq"]

    def _add_spoken(self, entry: Mapping[str, Any]) -> None:
        target = self._places.get(entry["body"].get("corrects", 0))
        if target is not None:
            self._places[entry["seq"]] = target
            _correct(target, entry)
            return
        item = Item(entry["seq"], entry["kind"], _moment(entry), entry["body"])
        item.is_redacted = bool(entry.get("redacted"))
        item.goes_on = self._goes_on(item)
        self._places[item.seq] = item
        self.stream.items.append(item)

    def _add_line(self, entry: Mapping[str, Any], change: str) -> None:
        if change:
            self.stream.items.append(
                Item(entry["seq"], entry["kind"], _moment(entry), entry["body"], change=change)
            )

    def _goes_on(self, item: Item) -> bool:
        above = self.stream.items[-1].question if self.stream.items else None
        return above is not None and item.question is not None and above["id"] == item.question["id"]


def build_stream(entries: Iterable[Mapping[str, Any]]) -> Stream:
    """Build what is shown out of entries as the screens get them, oldest first."""
    builder = _Builder()
    for entry in entries:
        builder.add(entry)
    return builder.stream


def change_of(before: Body, after: Body) -> str:
    """Name what a state entry changed since the one before it; empty when a reader need not know."""
    old, new = before.get("state", ""), after["state"]
    if old != new:
        return _ARRIVALS.get(new, "") if (old, new) != ("paused", "live") else "resumed"
    if before["starts_at"] != after["starts_at"]:
        return "moved"
    return "extended" if before["ends_at"] != after["ends_at"] else ""


def rules_change_of(before: Body, after: Body) -> str:
    """Name what an entry about the rules changed."""
    if before["questions_stopped"] != after["questions_stopped"]:
        return "questions_stopped" if after["questions_stopped"] else "questions_open"
    is_slower = after["slow_mode_seconds"] and before["slow_mode_seconds"] != after["slow_mode_seconds"]
    return "slow_mode" if is_slower else ""


_ARRIVALS = {
    "collecting": "collecting",
    "live": "started",
    "paused": "paused",
    "ended": "ended",
    "transcribed": "transcribed",
    "cancelled": "cancelled",
}


def _correct(target: Item, entry: Mapping[str, Any]) -> None:
    """Put new words in the place of old ones; words that were taken back are not shown as the older ones."""
    if not target.is_redacted:
        target.earlier.append(target.body.get("text", ""))
    target.is_redacted = False
    target.body = {**target.body, **entry["body"]}
    target.corrected_at = _moment(entry)
    target.corrections.append(entry["seq"])


def _moment(entry: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(entry["at"])
