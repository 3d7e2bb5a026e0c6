"""What must be put right before a questionnaire is published. Pure.

Conditions and jumps only look forward, so nobody is ever led in a circle; every section can be arrived at;
every question that must be answered can be; whatever is referred to exists. Whether conditions can hold
together is not asked: for what can be reached each may hold or not.
"""

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from interaction.surveys.flow import comparable
from interaction.surveys.questionnaire import (
    CHOICES,
    END,
    ONE_CHOICE,
    Condition,
    Kind,
    Question,
    Questionnaire,
    Section,
    ShowIf,
)


class Fault(StrEnum):
    """What is wrong in a questionnaire."""

    EMPTY = "empty"
    DUPLICATE_SECTION = "duplicate_section"
    DUPLICATE_QUESTION = "duplicate_question"
    DUPLICATE_OPTION = "duplicate_option"
    RESERVED_NAME = "reserved_name"
    UNKNOWN_QUESTION = "unknown_question"
    LATER_QUESTION = "later_question"
    UNKNOWN_VALUE = "unknown_value"
    UNFIT_OPERATOR = "unfit_operator"
    UNKNOWN_SECTION = "unknown_section"
    BACKWARD_JUMP = "backward_jump"
    UNREACHABLE = "unreachable"
    UNANSWERABLE = "unanswerable"
    UNTOLD_IMAGE = "untold_image"


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault, the way to its field through the builder's blocks, and the name that is wrong there.

    `path` is as in `(0, "questions", 2, "show_if", "conditions", 0, "value")`; empty: the whole.
    """

    fault: Fault
    path: tuple[int | str, ...] = ()
    name: str = ""


OPERATORS: dict[Kind, frozenset[str]] = {
    **dict.fromkeys(CHOICES, frozenset({"is", "is_not", "answered"})),
    **dict.fromkeys(
        (Kind.NUMBER, Kind.RATING, Kind.DATE), frozenset({"is", "is_not", "answered", "at_least", "at_most"})
    ),
}
_ANY_KIND = frozenset({"answered"})


def problems(questionnaire: Questionnaire) -> list[Problem]:
    """Everything that stands against publishing; nothing where it may be published."""
    if not questionnaire.questions:
        return [Problem(Fault.EMPTY)]
    return [
        *_names(questionnaire),
        *_conditions(questionnaire),
        *_jumps(questionnaire),
        *_limits(questionnaire),
        *_images(questionnaire),
        *(Problem(Fault.UNREACHABLE, (at, "name"), name) for at, name in _unreachable(questionnaire)),
    ]


def _names(questionnaire: Questionnaire) -> Iterator[Problem]:
    sections = Counter(section.name for section in questionnaire.sections)
    questions = Counter(question.name for question in questionnaire.questions)
    for at, section in enumerate(questionnaire.sections):
        if section.name == END:
            yield Problem(Fault.RESERVED_NAME, (at, "name"), section.name)
        if sections[section.name] > 1:
            yield Problem(Fault.DUPLICATE_SECTION, (at, "name"), section.name)
    for at, place, question in questionnaire.with_places():
        if questions[question.name] > 1:
            yield Problem(Fault.DUPLICATE_QUESTION, (at, "questions", place, "name"), question.name)
        for part in ("options", "rows"):
            texts = [option.text.zh for option in getattr(question, part)]
            for number, text in enumerate(texts):
                if text in texts[:number]:
                    path = (at, "questions", place, part, number, "text")
                    yield Problem(Fault.DUPLICATE_OPTION, path, text)


def _conditions(questionnaire: Questionnaire) -> Iterator[Problem]:
    """Each condition refers to a question before it, and to a value which that question can have."""
    earlier: set[str] = set()
    for at, section in enumerate(questionnaire.sections):
        yield from _show_if(section.show_if, (at,), earlier, questionnaire)
        for place, question in enumerate(section.questions):
            yield from _show_if(question.show_if, (at, "questions", place), earlier, questionnaire)
            earlier.add(question.key)


def _show_if(
    show_if: ShowIf, path: tuple[int | str, ...], earlier: set[str], questionnaire: Questionnaire
) -> Iterator[Problem]:
    for number, condition in enumerate(show_if.conditions):
        here = (*path, "show_if", "conditions", number)
        question = questionnaire.by_key.get(condition.question)
        if question is None:
            yield Problem(Fault.UNKNOWN_QUESTION, (*here, "question"), condition.question)
        elif question.key not in earlier:
            yield Problem(Fault.LATER_QUESTION, (*here, "question"), question.name)
        elif condition.operator not in OPERATORS.get(question.kind, _ANY_KIND):
            yield Problem(Fault.UNFIT_OPERATOR, (*here, "operator"), question.name)
        elif not _is_known_value(question, condition):
            yield Problem(Fault.UNKNOWN_VALUE, (*here, "value"), condition.value)


def _is_known_value(question: Question, condition: Condition) -> bool:
    if condition.operator == "answered":
        return True
    if question.kind in CHOICES:
        return condition.value in question.choices
    value = comparable(question.kind, condition.value)
    return value is not None and not (isinstance(value, float) and not math.isfinite(value))


def _jumps(questionnaire: Questionnaire) -> Iterator[Problem]:
    places = _section_places(questionnaire)
    for at, place, question in questionnaire.with_places():
        if question.kind not in ONE_CHOICE:
            continue
        for number, option in enumerate(question.options):
            path = (at, "questions", place, "options", number, "jump_to")
            if option.jump_to and option.jump_to not in places:
                yield Problem(Fault.UNKNOWN_SECTION, path, option.jump_to)
            elif option.jump_to and places[option.jump_to] <= at:
                name = questionnaire.sections[places[option.jump_to]].name
                yield Problem(Fault.BACKWARD_JUMP, path, name)


def _section_places(questionnaire: Questionnaire) -> dict[str, int]:
    """The place of each section by key; `END` comes after all."""
    places = {section.key: at for at, section in enumerate(questionnaire.sections)}
    return {END: len(places)} | places


def _limits(questionnaire: Questionnaire) -> Iterator[Problem]:
    for at, place, question in questionnaire.with_places():
        if question.kind != Kind.NUMBER or question.minimum is None or question.maximum is None:
            continue
        lowest, highest = question.minimum, question.maximum
        if question.is_whole:
            lowest, highest = math.ceil(lowest), math.floor(highest)
        if lowest > highest:
            yield Problem(Fault.UNANSWERABLE, (at, "questions", place, "maximum"), question.name)


def _images(questionnaire: Questionnaire) -> Iterator[Problem]:
    for at, place, question in questionnaire.with_places():
        if question.image is not None and not question.image_alt.zh:
            yield Problem(Fault.UNTOLD_IMAGE, (at, "questions", place, "image_alt"), question.name)


def _unreachable(questionnaire: Questionnaire) -> list[tuple[int, str]]:
    """The sections (place, name) that no answers lead to: jumps lead past them in every case."""
    places = _section_places(questionnaire)
    reached = {0}
    # Jumps only lead forward: one pass is enough, and what leads backwards is a problem of its own.
    for at, section in enumerate(questionnaire.sections):
        if at in reached:
            reached |= _exits(section, at, places)
    return [(at, section.name) for at, section in enumerate(questionnaire.sections) if at not in reached]


def _exits(section: Section, at: int, places: dict[str, int]) -> set[int]:
    """Where somebody may go on from a section; the last of its questions with a goal decides."""
    exits: set[int] = set()
    for question in reversed(section.questions):
        if question.kind not in ONE_CHOICE:
            continue
        goals = [places.get(option.jump_to, 0) for option in question.options]
        exits |= {goal for goal in goals if goal > at}
        is_always_answered = question.is_required and not question.show_if and not question.has_other
        if is_always_answered and all(goal > at for goal in goals) and not section.show_if:
            return exits
    return exits | {at + 1}
