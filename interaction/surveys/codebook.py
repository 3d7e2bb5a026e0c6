"""What stands in which column of the raw rows of a version, and what each value means."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from interaction.surveys.questionnaire import ONE_CHOICE, OTHER, Kind, Option, Question, Questionnaire
from interaction.surveys.validating import Answers
from portal.base.models import in_english

# In the place of an answer to a question that was not asked; an empty cell was asked and not answered.
NOT_ASKED = "x"
HEADER = ("column", "question", "kind", "value", "meaning")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `part` is an option's or a row's key, or `WORDS`; `meanings` are (value, words)."""

    name: str
    question: Question
    part: str = ""
    words: str = ""
    meanings: tuple[tuple[str, str], ...] = ()


WORDS = "words"


def columns_of(questionnaire: Questionnaire) -> list[Column]:
    """The columns of a version, in order of its questions."""
    return [column for question in questionnaire.questions for column in _columns(question)]


def _columns(question: Question) -> Iterator[Column]:
    name, text = question.name or question.key, question.text.local(in_english())
    if question.kind == Kind.MULTIPLE:
        ticked = (("1", _("chosen")), ("0", _("not chosen")))
        for at, (key, words) in enumerate(_choices(question), start=1):
            yield Column(f"{name}_{at}", question, key, f"{text} – {words}", ticked)
    elif question.kind == Kind.RANKING:
        places = (("1…", _("place, 1 is the first")),)
        for at, option in enumerate(question.options, start=1):
            yield Column(f"{name}_{at}", question, option.key, f"{text} – {_words(option)}", places)
    elif question.kind == Kind.MATRIX:
        for at, row in enumerate(question.rows, start=1):
            yield Column(f"{name}_{at}", question, row.key, f"{text} – {_words(row)}", _numbered(question))
    else:
        yield Column(name, question, "", text, _meanings(question))
    if question.has_other:
        written = (("", pgettext("code book", "text")),)
        yield Column(f"{name}_other", question, WORDS, f"{text} – {_('Other, in own words')}", written)


def _meanings(question: Question) -> tuple[tuple[str, str], ...]:
    if question.kind in ONE_CHOICE:
        return _numbered(question)
    if question.kind == Kind.RATING:
        english = in_english()
        lowest, highest = question.lowest_label.local(english), question.highest_label.local(english)
        return (("1", lowest or _("lowest")), (str(question.highest), highest or _("highest")))
    if question.kind == Kind.NUMBER:
        return (("", question.unit.local(in_english()) or pgettext("code book", "number")),)
    return (("", _("date, as 2026-11-22") if question.kind == Kind.DATE else pgettext("code book", "text")),)


def _numbered(question: Question) -> tuple[tuple[str, str], ...]:
    return tuple((str(at), words) for at, (_key, words) in enumerate(_choices(question), start=1))


def _choices(question: Question) -> list[tuple[str, str]]:
    words = {option.key: _words(option) for option in question.options} | {OTHER: _("Other")}
    return [(key, words[key]) for key in question.choices]


def _words(option: Option) -> str:
    return option.text.local(in_english())


def codebook_rows(questionnaire: Questionnaire) -> Iterator[list[str]]:
    """The code book, a line for each value of each column."""
    yield list(HEADER)
    yield ["*", "", "", NOT_ASKED, _("the question was not asked")]
    yield ["*", "", "", "", _("not answered")]
    for column in columns_of(questionnaire):
        for value, meaning in column.meanings:
            yield [column.name, column.words, column.question.kind.value, value, meaning]


def cell(column: Column, answers: Answers) -> Any:
    """What stands in a column for one response."""
    key = column.question.key
    if key not in answers.shown:
        return NOT_ASKED
    if column.part == WORDS:
        return answers.others.get(key, "")
    value: Any = answers.values.get(key)
    return "" if value is None else _coded(column, value)


def _coded(column: Column, value: Any) -> Any:
    question = column.question
    match question.kind:
        case Kind.MULTIPLE:
            return int(column.part in value)
        case Kind.RANKING:
            return value.index(column.part) + 1
        case Kind.MATRIX:
            return question.choices.index(value[column.part]) + 1 if column.part in value else ""
        case Kind.SINGLE | Kind.DROPDOWN:
            return question.choices.index(value) + 1
        case Kind.DATE:
            return value.isoformat()
        case Kind.NUMBER:
            return int(value) if float(value).is_integer() else value
    return value
