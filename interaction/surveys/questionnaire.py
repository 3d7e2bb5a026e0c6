"""A questionnaire as plain data: sections of questions, each with a lasting key. Pure.

The keys are the ids of the editor's blocks: they stay when a text is corrected, moved or translated.
What an editor refers to by short name stands here by key; a name that leads nowhere stays as it was
written, so that `checking` can name it.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from functools import cached_property
from typing import Any, Self

# The choice "other", in own words; and the goal of a jump that leads past all sections.
OTHER = "other"
END = "end"


class Kind(StrEnum):
    """How a question is answered."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    DROPDOWN = "dropdown"
    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    DATE = "date"
    RATING = "rating"
    RANKING = "ranking"
    MATRIX = "matrix"


ONE_CHOICE = frozenset({Kind.SINGLE, Kind.DROPDOWN})
CHOICES = ONE_CHOICE | {Kind.MULTIPLE}
TEXTS = frozenset({Kind.SHORT_TEXT, Kind.LONG_TEXT})
WITH_OPTIONS = CHOICES | {Kind.RANKING, Kind.MATRIX}


@dataclass(frozen=True, slots=True)
class Text:
    """A text in Chinese and, where somebody translated it, in English."""

    zh: str = ""
    en: str = ""

    def local(self, in_english: bool) -> str:
        """The text in the reader's language."""
        return self.en if in_english and self.en else self.zh

    def __bool__(self) -> bool:
        return bool(self.zh or self.en)

    def __str__(self) -> str:
        return self.zh or self.en


@dataclass(frozen=True, slots=True)
class Condition:
    """A question, by key, compared with an option's key, `OTHER`, a number or an ISO date."""

    question: str
    operator: str = "is"
    value: str = ""


@dataclass(frozen=True, slots=True)
class ShowIf:
    """When something is shown; without conditions always."""

    join: str = "and"
    conditions: tuple[Condition, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.conditions)


@dataclass(frozen=True, slots=True)
class Option:
    """One option, or one row of a matrix; `jump_to` is the key of a later section, or `END`."""

    key: str
    text: Text
    jump_to: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One question; which of the limits count depends on its kind."""

    key: str
    name: str
    kind: Kind
    text: Text
    help: Text = Text()
    is_required: bool = False
    show_if: ShowIf = ShowIf()
    options: tuple[Option, ...] = ()
    rows: tuple[Option, ...] = ()
    has_other: bool = False
    at_most: int | None = None
    max_length: int = 300
    minimum: float | None = None
    maximum: float | None = None
    unit: Text = Text()
    is_whole: bool = True
    highest: int = 5
    lowest_label: Text = Text()
    highest_label: Text = Text()
    image: int | None = None
    image_alt: Text = Text()

    @property
    def choices(self) -> tuple[str, ...]:
        """The keys that can be chosen, "other" last."""
        keys = tuple(option.key for option in self.options)
        return (*keys, OTHER) if self.has_other else keys

    @property
    def takes_words(self) -> bool:
        """Whether an answer may hold words: a text, or what stands beside "other"."""
        return self.kind in TEXTS or self.has_other

    def option(self, key: str) -> Option | None:
        """The option with a key."""
        return next((option for option in self.options if option.key == key), None)

    def is_same_as(self, other: "Question") -> bool:
        """Whether two versions ask the same, so that their answers can be counted together."""
        return self._asked() == other._asked()

    def _asked(self) -> tuple[Any, ...]:
        options, rows = ([(it.key, it.text) for it in items] for items in (self.options, self.rows))
        limits = (self.has_other, self.at_most, self.minimum, self.maximum, self.is_whole, self.highest)
        return (self.key, self.kind, self.text, options, rows, self.unit, *limits)


@dataclass(frozen=True, slots=True)
class Section:
    """One screen."""

    key: str
    name: str
    title: Text
    help: Text = Text()
    show_if: ShowIf = ShowIf()
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True)
class Questionnaire:
    """All that is asked, in order."""

    sections: tuple[Section, ...] = field(default=())

    def __hash__(self) -> int:
        # Computed once: layouts are looked up by it for each response.
        return hash(self.digest)

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """All questions, in order."""
        return tuple(question for section in self.sections for question in section.questions)

    @cached_property
    def by_key(self) -> dict[str, Question]:
        """The questions by key."""
        return {question.key: question for question in self.questions}

    def section(self, key: str) -> Section | None:
        """The section with a key."""
        return next((section for section in self.sections if section.key == key), None)

    def with_places(self) -> Iterator[tuple[int, int, Question]]:
        """Each question with the numbers of its section and of itself in the section, from 0."""
        for at, section in enumerate(self.sections):
            for place, question in enumerate(section.questions):
                yield at, place, question

    def as_json(self) -> dict[str, Any]:
        """What can be stored as JSON, and read again by `from_json`."""
        return {"sections": [asdict(section) for section in self.sections]}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Read what `as_json` wrote."""
        return cls(sections=tuple(_section(section) for section in data["sections"]))

    @cached_property
    def digest(self) -> str:
        """The same for the same questionnaire, another for any other (64 characters)."""
        text = json.dumps(self.as_json(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def _section(data: dict[str, Any]) -> Section:
    questions = tuple(_question(question) for question in data["questions"])
    return Section(
        key=data["key"],
        name=data["name"],
        title=Text(**data["title"]),
        help=Text(**data["help"]),
        show_if=_show_if(data["show_if"]),
        questions=questions,
    )


_TEXT_FIELDS = frozenset({"text", "help", "unit", "lowest_label", "highest_label", "image_alt"})


def _question(data: dict[str, Any]) -> Question:
    # Versions written before a field existed have its default.
    values = {each.name: data[each.name] for each in fields(Question) if each.name in data}
    values |= {name: Text(**values[name]) for name in _TEXT_FIELDS & values.keys()}
    values |= {name: tuple(map(_option, values.get(name, ()))) for name in ("options", "rows")}
    return Question(**values | {"kind": Kind(data["kind"]), "show_if": _show_if(data["show_if"])})


def _option(data: dict[str, Any]) -> Option:
    return Option(key=data["key"], text=Text(**data["text"]), jump_to=data.get("jump_to", ""))


def _show_if(data: dict[str, Any]) -> ShowIf:
    return ShowIf(data["join"], tuple(Condition(**condition) for condition in data["conditions"]))
