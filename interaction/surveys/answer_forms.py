"""A section as a form: what is read from it, what is wrong in it, and how its questions stand on the page."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from interaction.surveys.questionnaire import OTHER, Kind, Option, Question, Section, Text
from interaction.surveys.validating import OTHER_MAX, Wrong, other_key
from portal.base.models import in_english

_LOOSE_DATE = re.compile(r"(\d{4})[./年-](\d{1,2})[./月-](\d{1,2})日?")


def field_name(key: str, part: str = "") -> str:
    """What a control is called; `part` is the row of a matrix, or the option that is ranked."""
    return f"a.{key}.{part}" if part else f"a.{key}"


def read_section(data: QueryDict, section: Section) -> dict[str, Any]:
    """What was written in a section, by question key; empty for what was left out."""
    found: dict[str, Any] = {}
    for question in section.questions:
        found[question.key] = _read(data, question)
        if question.has_other:
            found[other_key(question.key)] = data.get(field_name(other_key(question.key)), "")[
                : OTHER_MAX * 2
            ]
    return found


def _read(data: QueryDict, question: Question) -> Any:
    if question.kind == Kind.MULTIPLE:
        return data.getlist(field_name(question.key))[:100]
    if question.kind in (Kind.RANKING, Kind.MATRIX):
        parts = question.options if question.kind == Kind.RANKING else question.rows
        return {part.key: data.get(field_name(question.key, part.key), "") for part in parts}
    written = data.get(field_name(question.key), "")
    if question.kind == Kind.NUMBER:
        # Digits of full width, as Chinese keyboards write them, and thousands set apart.
        return unicodedata.normalize("NFKC", written).replace(",", "")[:40]
    if question.kind == Kind.DATE:
        return _plain_date(unicodedata.normalize("NFKC", written).strip())
    return written[: question.max_length * 2 + 100]


def _plain_date(written: str) -> str:
    """A date as it is stored: 2026/1/5, 2026.1.5 and 2026年1月5日 are meant alike."""
    match = _LOOSE_DATE.fullmatch(written)
    if match is None:
        return written[:40]
    year, month, day = match.groups()
    return f"{year}-{int(month):02}-{int(day):02}"


def wrong_words(question: Question, wrong: Wrong) -> str:
    """What is wrong with an answer and what to do, for the person who gave it."""
    if wrong == Wrong.MISSING:
        return _("Please answer this question.")
    if wrong == Wrong.TOO_LONG:
        limit = OTHER_MAX if question.options else question.max_length
        return ngettext("At most %(count)d character.", "At most %(count)d characters.", limit) % {
            "count": limit
        }
    if wrong == Wrong.TOO_MANY:
        return _("Please choose %(count)d at most.") % {"count": question.at_most}
    if wrong in (Wrong.TOO_SMALL, Wrong.TOO_LARGE):
        return _limits(question)
    return {
        Wrong.UNKNOWN_OPTION: _("Please choose one of the answers that are offered."),
        Wrong.NOT_A_NUMBER: _("Please write a number, for example 12."),
        Wrong.NOT_WHOLE: _("Please write a whole number, without a decimal point."),
        Wrong.NOT_A_DATE: _("Please write a date, for example 2026-11-30."),
        Wrong.INCOMPLETE: _("Please give all places.")
        if question.kind == Kind.RANKING
        else _("Please answer every row."),
        Wrong.SAME_PLACE: _("Two have the same place: please give each its own."),
        Wrong.OTHER_MISSING: _("Please write what you mean by “other”."),
    }[wrong]


def _limits(question: Question) -> str:
    low, high = tidy(question.minimum), tidy(question.maximum)
    if low and high:
        return _("Please write a number from %(low)s to %(high)s.") % {"low": low, "high": high}
    if low:
        return _("Please write a number that is at least %(low)s.") % {"low": low}
    if high:
        return _("Please write a number that is at most %(high)s.") % {"high": high}
    return _("This number is too large.")


def tidy(number: float | None) -> str:
    """A number without a tail of zeros; nothing for none."""
    return "" if number is None else f"{number:.10g}"


@dataclass(frozen=True, slots=True)
class Choice:
    """One control of a group: its value, its id, its words, and whether it is chosen."""

    value: str
    id: str
    text: str
    lang: str
    is_chosen: bool
    name: str = ""


def lang_of(text: Text) -> str:
    """The language in which a text is shown."""
    return "en" if in_english() and text.en else "zh-Hans"


@dataclass
class Asked:
    """A question as the page shows it: words in the reader's language, and what was answered."""

    question: Question
    number: int
    raw: Mapping[str, Any]
    wrong: Wrong | None = None
    is_shown: bool = True
    image: Any = field(default=None)

    @property
    def key(self) -> str:
        """The lasting key."""
        return self.question.key

    @property
    def id(self) -> str:
        """The id of its first control, to which the summary of errors leads."""
        return f"q{self.number}"

    @property
    def first_id(self) -> str:
        """The control that a link of the error summary focuses."""
        if self.question.kind == Kind.MATRIX:
            return f"{self.id}-1-1"
        return f"{self.id}-1" if self.is_group else self.id

    @property
    def name(self) -> str:
        """What its control is called."""
        return field_name(self.key)

    @property
    def template(self) -> str:
        """The template of its kind."""
        return f"surveys/questions/{self.question.kind}.html"

    @property
    def text(self) -> str:
        """The question."""
        return self.question.text.local(in_english())

    @property
    def lang(self) -> str:
        """The language of the question."""
        return lang_of(self.question.text)

    @property
    def help(self) -> str:
        """What the editor explains."""
        return self.question.help.local(in_english())

    @property
    def unit(self) -> str:
        """The unit of a number."""
        return self.question.unit.local(in_english())

    @property
    def image_alt(self) -> str:
        """What its picture shows."""
        return self.question.image_alt.local(in_english())

    @property
    def lowest_label(self) -> str:
        """What the lowest rating means."""
        return self.question.lowest_label.local(in_english())

    @property
    def highest_label(self) -> str:
        """What the highest rating means."""
        return self.question.highest_label.local(in_english())

    @property
    def hint(self) -> str:
        """How it is to be answered, where its controls do not say so."""
        question = self.question
        if question.kind == Kind.MULTIPLE:
            if question.at_most:
                return _("Choose up to %(count)d.") % {"count": question.at_most}
            return _("Choose all that apply.")
        if question.kind == Kind.NUMBER and (question.minimum is not None or question.maximum is not None):
            return _limits(question)
        if question.kind == Kind.DATE:
            return _("For example 2026-11-30.")
        if question.kind == Kind.RANKING:
            return _("Give each its place; 1 is the most important.")
        return ""

    @property
    def error(self) -> str:
        """What is wrong; empty where nothing is."""
        return wrong_words(self.question, self.wrong) if self.wrong is not None else ""

    @property
    def is_group(self) -> bool:
        """Whether several controls make it up."""
        return self.question.kind not in (
            Kind.DROPDOWN,
            Kind.SHORT_TEXT,
            Kind.LONG_TEXT,
            Kind.NUMBER,
            Kind.DATE,
        )

    @property
    def described_by(self) -> str:
        """The ids of the notes above its controls."""
        notes = [f"{self.id}-help"] if self.help or self.hint else []
        return " ".join([*notes, f"{self.id}-error"] if self.error else notes)

    @property
    def value(self) -> str:
        """What stands in its one control."""
        value = self.raw.get(self.key, "")
        return value if isinstance(value, str) else ""

    @property
    def other_name(self) -> str:
        """What the control beside "other" is called."""
        return field_name(other_key(self.key))

    @property
    def other_text(self) -> str:
        """What stands beside "other"."""
        return str(self.raw.get(other_key(self.key), ""))

    @cached_property
    def choices(self) -> list[Choice]:
        """The options, "other" last; or the ratings."""
        given = self.raw.get(self.key, "")
        chosen = set(given) if isinstance(given, list) else {given} if isinstance(given, str) else set()
        if self.question.kind == Kind.RATING:
            values = [str(rating) for rating in range(1, self.question.highest + 1)]
            return [
                Choice(value, f"{self.id}-{value}", value, "", value in chosen, self.name) for value in values
            ]
        found = [
            self._choice(f"{self.id}-{at}", option, option.key in chosen)
            for at, option in enumerate(self.question.options, start=1)
        ]
        if self.question.has_other:
            found.append(
                Choice(OTHER, f"{self.id}-other", pgettext("survey", "Other"), "", OTHER in chosen, self.name)
            )
        return found

    def _choice(self, id_: str, option: Option, is_chosen: bool, name: str = "") -> Choice:
        words = option.text.local(in_english())
        return Choice(option.key, id_, words, lang_of(option.text), is_chosen, name or self.name)

    @property
    def rows(self) -> list[tuple[str, str, str, list[Choice]]]:
        """A matrix by rows: id, words, language and choices."""
        given = self.raw.get(self.key)
        given = given if isinstance(given, dict) else {}
        return [
            (
                f"{self.id}-{at}",
                row.text.local(in_english()),
                lang_of(row.text),
                [
                    self._choice(
                        f"{self.id}-{at}-{place}",
                        option,
                        given.get(row.key) == option.key,
                        field_name(self.key, row.key),
                    )
                    for place, option in enumerate(self.question.options, start=1)
                ],
            )
            for at, row in enumerate(self.question.rows, start=1)
        ]

    @property
    def columns(self) -> list[tuple[str, str]]:
        """The answers of a matrix: words and language."""
        return [(option.text.local(in_english()), lang_of(option.text)) for option in self.question.options]

    @property
    def ranked(self) -> list[tuple[Choice, list[tuple[str, bool]]]]:
        """What is to be ranked, each with the places and which is chosen."""
        given = self.raw.get(self.key)
        given = given if isinstance(given, dict) else {}
        places = [str(at) for at in range(1, len(self.question.options) + 1)]
        return [
            (
                self._choice(f"{self.id}-{at}", option, False, field_name(self.key, option.key)),
                [(place, given.get(option.key) == place) for place in places],
            )
            for at, option in enumerate(self.question.options, start=1)
        ]
