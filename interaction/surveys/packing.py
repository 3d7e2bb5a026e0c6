"""Answers as one record of fixed length a version: a hundred thousand are counted in one go. Pure.

Words are not in the record, only that something was written: they lie in rows of their own. The layout,
little-endian and without gaps, follows from the version alone and never changes with it:

| kind | field | not answered |
|---|---|---|
| one choice | place of the option from 1; "other" comes after the last | 0 |
| several | one bit an option, from the lowest; "other" comes after the last | 0 |
| text | 1 | 0 |
| number | as it is | NaN |
| date | days since 0001-01-01, which is 1 | 0 |
| rating | as it is | 0 |
| ranking | the place of each option, from 1 | 0 |
| matrix | for each row the place of the option, from 1 | 0 |

The first field tells, one bit a question, what was shown.
"""

import math
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from interaction.surveys.flow import Value
from interaction.surveys.questionnaire import ONE_CHOICE, OTHER, TEXTS, Kind, Question, Questionnaire
from interaction.surveys.validating import Answers

SHOWN = "shown"

type Records = npt.NDArray[np.void]


@lru_cache(maxsize=256)
def layout(questionnaire: Questionnaire) -> np.dtype[np.void]:
    """The layout of a version's records; a question's field is called as its key."""
    questions = questionnaire.questions
    fields: list[Any] = [(SHOWN, "u1", ((len(questions) + 7) // 8,))]
    return np.dtype(fields + [_field(question) for question in questions])


def _field(question: Question) -> tuple[Any, ...]:
    if question.kind == Kind.MULTIPLE:
        return (question.key, "<u8")
    if question.kind == Kind.NUMBER:
        return (question.key, "<f8")
    if question.kind == Kind.DATE:
        return (question.key, "<i4")
    if question.kind == Kind.RANKING:
        return (question.key, "u1", (len(question.options),))
    if question.kind == Kind.MATRIX:
        return (question.key, "u1", (len(question.rows),))
    return (question.key, "u1")


def pack(questionnaire: Questionnaire, answers: Answers) -> bytes:
    """The record of one response."""
    record = np.zeros((), layout(questionnaire))
    shown = [question.key in answers.shown for question in questionnaire.questions]
    record[SHOWN] = np.packbits(shown, bitorder="little")
    for question in questionnaire.questions:
        value = answers.values.get(question.key)
        if value is not None:
            record[question.key] = _packed(question, value)
        elif question.kind == Kind.NUMBER:
            record[question.key] = math.nan
    return record.tobytes()


def _packed(question: Question, value: Any) -> Any:
    if question.kind in TEXTS:
        return 1
    if question.kind in ONE_CHOICE:
        return question.choices.index(value) + 1
    if question.kind == Kind.MULTIPLE:
        return sum(1 << question.choices.index(key) for key in value)
    if question.kind == Kind.DATE:
        return value.toordinal()
    if question.kind == Kind.RANKING:
        return [value.index(option.key) + 1 for option in question.options]
    if question.kind == Kind.MATRIX:
        places = {option.key: place for place, option in enumerate(question.options, start=1)}
        return [places[value[row.key]] if row.key in value else 0 for row in question.rows]
    return value


def unpack(questionnaire: Questionnaire, packed: bytes, texts: Mapping[str, str] | None = None) -> Answers:
    """The answers of one record; words come from `texts`, as `texts_of` gave them.

    Where its words are gone (erased, or not asked for) a text answer is empty.
    """
    (record,) = np.frombuffer(packed, layout(questionnaire), count=1)
    return unpack_record(questionnaire, record, texts)


def unpack_record(
    questionnaire: Questionnaire, record: np.void, texts: Mapping[str, str] | None = None
) -> Answers:
    """The same from one row of `records`."""
    texts = texts or {}
    bits = np.unpackbits(record[SHOWN], bitorder="little")
    values: dict[str, Value] = {}
    for question in questionnaire.questions:
        value = _unpacked(question, record[question.key], texts)
        if value is not None:
            values[question.key] = value
    others = {key: text for key, text in texts.items() if key in values and _is_other(values[key])}
    shown = frozenset(each.key for at, each in enumerate(questionnaire.questions) if bits[at])
    return Answers(values, others, shown)


def _is_other(value: Value) -> bool:
    return value == OTHER or (isinstance(value, tuple) and OTHER in value)


def _unpacked(question: Question, stored: Any, texts: Mapping[str, str]) -> Value | None:
    if question.kind == Kind.NUMBER:
        return None if math.isnan(stored) else float(stored)
    if not np.any(stored):
        return None
    if question.kind in TEXTS:
        return texts.get(question.key, "")
    if question.kind in ONE_CHOICE:
        return question.choices[int(stored) - 1]
    if question.kind == Kind.MULTIPLE:
        return tuple(key for at, key in enumerate(question.choices) if int(stored) >> at & 1)
    if question.kind == Kind.DATE:
        return date.fromordinal(int(stored))
    if question.kind == Kind.RANKING:
        return tuple(question.options[at].key for at in np.argsort(stored))
    if question.kind == Kind.MATRIX:
        rows = zip(question.rows, stored, strict=True)
        return {row.key: question.options[int(place) - 1].key for row, place in rows if place}
    return int(stored)


def texts_of(questionnaire: Questionnaire, answers: Answers) -> dict[str, str]:
    """What was written in words, by question key: text answers, and what stands beside "other"."""
    texts: dict[str, str] = {}
    for question in questionnaire.questions:
        value = answers.values.get(question.key)
        if question.kind in TEXTS and isinstance(value, str):
            texts[question.key] = value
        elif question.key in answers.others:
            texts[question.key] = answers.others[question.key]
    return texts


def records(questionnaire: Questionnaire, packed: Iterable[bytes | memoryview]) -> Records:
    """All responses of a version as one array, a row each."""
    return np.frombuffer(b"".join(packed), layout(questionnaire))


def was_shown(questionnaire: Questionnaire, rows: Records, key: str) -> npt.NDArray[np.bool_]:
    """For each response whether it was asked a question."""
    at = next(at for at, question in enumerate(questionnaire.questions) if question.key == key)
    return (rows[SHOWN][:, at // 8] >> (at % 8) & 1).astype(bool)
