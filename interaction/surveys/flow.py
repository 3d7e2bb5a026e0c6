"""Which sections and questions somebody is shown, given the answers so far. Pure.

One pass from the first section to the last decides it, for conditions and jumps only look forward:

- A section is shown unless a jump leads past it or its condition does not hold.
- A question is shown with its section unless its own condition does not hold.
- A condition on a question that was not shown or not answered never holds, not even "is not".
- When a section is done, the last of its shown questions whose chosen option has a goal decides where
  to go on; without one the next section follows.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from interaction.surveys.questionnaire import (
    END,
    ONE_CHOICE,
    Condition,
    Kind,
    Question,
    Questionnaire,
    Section,
    ShowIf,
)

type Value = str | int | float | date | tuple[str, ...] | dict[str, str]


@dataclass(frozen=True, slots=True)
class Shown:
    """What somebody is shown: sections by key, in order, each with the keys of its shown questions."""

    sections: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def questions(self) -> frozenset[str]:
        """The keys of all shown questions."""
        return frozenset(key for keys in self.sections.values() for key in keys)

    def after(self, section: str) -> str | None:
        """The key of the shown section after another; None after the last."""
        keys = list(self.sections)
        at = keys.index(section) + 1
        return keys[at] if at < len(keys) else None

    def before(self, section: str) -> str | None:
        """The key of the shown section before another; None before the first."""
        keys = list(self.sections)
        at = keys.index(section)
        return keys[at - 1] if at > 0 else None


def shown(questionnaire: Questionnaire, values: Mapping[str, Value]) -> Shown:
    """What is shown with these answers (by question key); answers to what is not shown have no effect."""
    sections: dict[str, tuple[str, ...]] = {}
    given: dict[str, Value] = {}
    goal = ""
    for section in questionnaire.sections:
        if goal and section.key != goal:
            continue
        goal = ""
        if not holds(section.show_if, given, questionnaire):
            continue
        sections[section.key] = _walk(section, questionnaire, values, given)
        goal = _goal(section, sections[section.key], given)
        if goal == END:
            break
    return Shown(sections)


def _walk(
    section: Section, questionnaire: Questionnaire, values: Mapping[str, Value], given: dict[str, Value]
) -> tuple[str, ...]:
    keys = []
    for question in section.questions:
        if holds(question.show_if, given, questionnaire):
            keys.append(question.key)
            if question.key in values:
                given[question.key] = values[question.key]
    return tuple(keys)


def _goal(section: Section, shown_keys: tuple[str, ...], given: Mapping[str, Value]) -> str:
    for question in reversed(section.questions):
        if question.key in shown_keys and question.kind in ONE_CHOICE:
            option = question.option(str(given.get(question.key, "")))
            if option is not None and option.jump_to:
                return option.jump_to
    return ""


def holds(show_if: ShowIf, given: Mapping[str, Value], questionnaire: Questionnaire) -> bool:
    """Whether something is shown; without conditions it is."""
    if not show_if.conditions:
        return True
    found = (_condition_holds(each, given, questionnaire) for each in show_if.conditions)
    return any(found) if show_if.join == "or" else all(found)


def _condition_holds(condition: Condition, given: Mapping[str, Value], questionnaire: Questionnaire) -> bool:
    question = questionnaire.by_key.get(condition.question)
    value = given.get(condition.question)
    if question is None or value is None:
        return False
    if condition.operator == "answered":
        return True
    is_equal = _is(question, value, condition.value)
    if condition.operator in ("is", "is_not"):
        return is_equal if condition.operator == "is" else not is_equal
    wanted: Any = comparable(question.kind, condition.value)
    if wanted is None:
        return False
    given_value: Any = value
    return bool(given_value >= wanted if condition.operator == "at_least" else given_value <= wanted)


def _is(question: Question, value: Value, wanted: str) -> bool:
    if isinstance(value, tuple):
        return wanted in value
    if question.kind in ONE_CHOICE:
        return value == wanted
    return value == comparable(question.kind, wanted)


def comparable(kind: Kind, written: str) -> float | date | None:
    """What a condition's value means for a number, rating or date; None where it means nothing."""
    try:
        if kind in (Kind.NUMBER, Kind.RATING):
            return float(written)
        return date.fromisoformat(written) if kind == Kind.DATE else None
    except ValueError:
        return None
