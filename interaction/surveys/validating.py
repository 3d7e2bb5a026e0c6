"""From what was sent to what is kept: every answer checked, answers to hidden questions dropped. Pure.

Raw answers come by question key: a string, or a list of strings (several options), or a mapping of
strings (a matrix: row to option; a ranking: option to place). Words beside "other" come under
`other_key(question.key)`.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from interaction.surveys.flow import Shown, Value, shown
from interaction.surveys.questionnaire import ONE_CHOICE, OTHER, TEXTS, Kind, Question, Questionnaire

OTHER_MAX = 200
# Whole numbers up to here are kept exactly.
LARGEST = 2.0**53
type Raw = Mapping[str, Any]


class Wrong(StrEnum):
    """What is wrong with an answer; the doors put it in words."""

    MISSING = "missing"
    UNKNOWN_OPTION = "unknown_option"
    TOO_MANY = "too_many"
    TOO_LONG = "too_long"
    NOT_A_NUMBER = "not_a_number"
    NOT_WHOLE = "not_whole"
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    NOT_A_DATE = "not_a_date"
    INCOMPLETE = "incomplete"
    SAME_PLACE = "same_place"
    OTHER_MISSING = "other_missing"


class Unfit(ValueError):
    """An answer cannot be taken."""

    def __init__(self, wrong: Wrong) -> None:
        super().__init__(wrong.value)
        self.wrong = wrong


@dataclass(frozen=True, slots=True)
class Answers:
    """Checked answers: values and words beside "other" by question key, and what was shown.

    A value is an option's key or `OTHER` (one choice), a tuple of these in the options' order (several),
    a text, a float (number), a date, an int (rating), a tuple of option keys from first place to last
    (ranking), or a dict of row to option (matrix). What was not answered is not in it.
    """

    values: dict[str, Value] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)
    shown: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of raw answers: `answers` without those that have a problem."""

    answers: Answers
    problems: dict[str, Wrong]
    path: Shown


def other_key(key: str) -> str:
    """Where the words beside "other" of a question are sent."""
    return f"{key}-other"


def validate(questionnaire: Questionnaire, raw: Raw) -> Checked:
    """Check a whole questionnaire; problems by question key, of shown questions only."""
    values, others, problems = _read_all(questionnaire, raw)
    path = shown(questionnaire, values)
    kept = path.questions
    missing = {
        question.key: Wrong.MISSING
        for question in questionnaire.questions
        if question.is_required and question.key in kept and question.key not in values
    }
    problems = missing | {key: wrong for key, wrong in problems.items() if key in kept}
    answers = Answers(
        {key: value for key, value in values.items() if key in kept},
        {key: text for key, text in others.items() if key in kept},
        kept,
    )
    return Checked(answers, problems, path)


def validate_section(questionnaire: Questionnaire, raw: Raw, section: str) -> Checked:
    """The same, with the problems of one section only: what a reader is told before going on."""
    checked = validate(questionnaire, raw)
    here = set(checked.path.sections.get(section, ()))
    return Checked(
        checked.answers, {key: wrong for key, wrong in checked.problems.items() if key in here}, checked.path
    )


def _read_all(
    questionnaire: Questionnaire, raw: Raw
) -> tuple[dict[str, Value], dict[str, str], dict[str, Wrong]]:
    values: dict[str, Value] = {}
    others: dict[str, str] = {}
    problems: dict[str, Wrong] = {}
    for question in questionnaire.questions:
        try:
            value = read_value(question, raw.get(question.key))
            if value is None:
                continue
            if _chose_other(value):
                others[question.key] = _read_other(raw.get(other_key(question.key)))
        except Unfit as unfit:
            problems[question.key] = unfit.wrong
        else:
            values[question.key] = value
    return values, others, problems


def _chose_other(value: Value) -> bool:
    return value == OTHER or (isinstance(value, tuple) and OTHER in value)


def _read_other(raw: Any) -> str:
    text = _string(raw)
    if not text:
        raise Unfit(Wrong.OTHER_MISSING)
    if len(text) > OTHER_MAX:
        raise Unfit(Wrong.TOO_LONG)
    return text


def read_value(question: Question, raw: Any) -> Value | None:
    """One answer; None where nothing was answered.

    Raises:
        Unfit: the question cannot be answered so.
    """
    if question.kind in ONE_CHOICE:
        return _read_choice(question, raw)
    if question.kind in TEXTS:
        return _read_text(question, raw)
    return _READERS[question.kind](question, raw)


def _string(raw: Any) -> str:
    # Line ends as browsers send them count once; NUL cannot be stored.
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        return ""
    return str(raw).replace("\r\n", "\n").replace("\x00", "").strip()


def _strings(raw: Any) -> list[str]:
    if isinstance(raw, str):
        raw = [raw]
    if not isinstance(raw, Sequence):
        return []
    return [text for text in map(_string, raw) if text]


def _read_choice(question: Question, raw: Any) -> str | None:
    key = _string(raw)
    if key and key not in question.choices:
        raise Unfit(Wrong.UNKNOWN_OPTION)
    return key or None


def _read_several(question: Question, raw: Any) -> tuple[str, ...] | None:
    keys = set(_strings(raw))
    if not keys <= set(question.choices):
        raise Unfit(Wrong.UNKNOWN_OPTION)
    if question.at_most is not None and len(keys) > question.at_most:
        raise Unfit(Wrong.TOO_MANY)
    return tuple(key for key in question.choices if key in keys) or None


def _read_text(question: Question, raw: Any) -> str | None:
    text = _string(raw)
    if len(text) > question.max_length:
        raise Unfit(Wrong.TOO_LONG)
    return text or None


def _read_number(question: Question, raw: Any) -> float | None:
    text = _string(raw)
    if not text:
        return None
    try:
        number = float(text)
    except ValueError:
        raise Unfit(Wrong.NOT_A_NUMBER) from None
    if not math.isfinite(number):
        raise Unfit(Wrong.NOT_A_NUMBER)
    if question.is_whole and number != math.floor(number):
        raise Unfit(Wrong.NOT_WHOLE)
    if number < (-LARGEST if question.minimum is None else question.minimum):
        raise Unfit(Wrong.TOO_SMALL)
    if number > (LARGEST if question.maximum is None else question.maximum):
        raise Unfit(Wrong.TOO_LARGE)
    # Minus zero is zero.
    return number + 0.0


def _read_date(question: Question, raw: Any) -> date | None:
    text = _string(raw)
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Unfit(Wrong.NOT_A_DATE) from None


def _read_rating(question: Question, raw: Any) -> int | None:
    text = _string(raw)
    if not text:
        return None
    if text not in {str(rating) for rating in range(1, question.highest + 1)}:
        raise Unfit(Wrong.UNKNOWN_OPTION)
    return int(text)


def _read_ranking(question: Question, raw: Any) -> tuple[str, ...] | None:
    """All options in order, given as a list from first to last, or as a mapping of option to place."""
    keys = [option.key for option in question.options]
    if not isinstance(raw, Mapping):
        order = _strings(raw)
    else:
        places = {key: _string(raw.get(key)) for key in keys}
        if not set(raw) <= set(keys):
            raise Unfit(Wrong.UNKNOWN_OPTION)
        if not any(places.values()):
            return None
        order = _in_order(places)
    if not order:
        return None
    if not set(order) <= set(keys):
        raise Unfit(Wrong.UNKNOWN_OPTION)
    if len(set(order)) < len(order):
        raise Unfit(Wrong.SAME_PLACE)
    if len(order) < len(keys):
        raise Unfit(Wrong.INCOMPLETE)
    return tuple(order)


def _in_order(places: dict[str, str]) -> list[str]:
    if not all(places.values()):
        raise Unfit(Wrong.INCOMPLETE)
    known = {str(place) for place in range(1, len(places) + 1)}
    if not set(places.values()) <= known:
        raise Unfit(Wrong.UNKNOWN_OPTION)
    if len(set(places.values())) < len(places):
        raise Unfit(Wrong.SAME_PLACE)
    return sorted(places, key=lambda key: int(places[key]))


def _read_matrix(question: Question, raw: Any) -> dict[str, str] | None:
    if not isinstance(raw, Mapping):
        return None
    given = {str(row): _string(choice) for row, choice in raw.items() if _string(choice)}
    rows = [row.key for row in question.rows]
    choices = {option.key for option in question.options}
    if not set(given) <= set(rows) or not set(given.values()) <= choices:
        raise Unfit(Wrong.UNKNOWN_OPTION)
    if given and question.is_required and len(given) < len(rows):
        raise Unfit(Wrong.INCOMPLETE)
    return {row: given[row] for row in rows if row in given} or None


_READERS: dict[Kind, Any] = {
    Kind.MULTIPLE: _read_several,
    Kind.NUMBER: _read_number,
    Kind.DATE: _read_date,
    Kind.RATING: _read_rating,
    Kind.RANKING: _read_ranking,
    Kind.MATRIX: _read_matrix,
}
