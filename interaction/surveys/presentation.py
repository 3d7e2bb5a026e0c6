"""What the pages of a survey show: its phase, what it promises, a section with its answers, the check."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from wagtail.images import get_image_model

from interaction.surveys.access import privacy_of, promise_of
from interaction.surveys.actions.answering import phase_of
from interaction.surveys.answer_forms import Asked, lang_of, tidy
from interaction.surveys.flow import Value, comparable, holds, shown
from interaction.surveys.models import Survey, SurveyPage
from interaction.surveys.permissions import may_test
from interaction.surveys.questionnaire import (
    OTHER,
    Condition,
    Kind,
    Question,
    Questionnaire,
    Section,
    ShowIf,
)
from interaction.surveys.reading import from_stream, questionnaire_of
from interaction.surveys.rules import Phase
from interaction.surveys.validating import Answers, Raw, Wrong, validate
from portal.base.models import in_english


def survey_context(page: SurveyPage, request: HttpRequest) -> dict[str, Any]:
    """The page in its phase; a draft that is previewed shows its whole questionnaire."""
    survey = Survey.objects.select_related("site", "page").filter(page=page.pk).first()
    if survey is not None:
        # What is being looked at may be a newer draft: the page shows its words.
        survey.page = page
    is_preview = bool(getattr(request, "is_preview", False))
    questionnaire = _published(survey) if survey is not None and not is_preview else None
    questionnaire = questionnaire or from_stream(page.questionnaire)
    context: dict[str, Any] = {
        "survey": survey,
        "times": survey or page,
        "phase": phase_words(phase_of(survey) if survey is not None else Phase.TO_COME),
        "promise": promise_of(page.strategy),
        "privacy": privacy_of(is_anonymous=page.is_anonymous),
        "background": _paragraphs(page),
        "question_count": len(questionnaire.questions),
        "section_count": len(questionnaire.sections),
        "can_test": survey is not None and may_test(request.user, survey),
        "days_left": max((timezone.localdate(page.closes_at) - timezone.localdate()).days, 0),
    }
    if is_preview:
        context["preview_sections"] = preview_of(questionnaire)
    return context


def _published(survey: Survey) -> Questionnaire | None:
    version = survey.versions.last()
    return questionnaire_of(version) if version is not None else None


def _paragraphs(page: SurveyPage) -> tuple[str, list[str]]:
    """The language of the background and its paragraphs."""
    is_translated = in_english() and bool(page.background_en)
    text = page.background_en if is_translated else page.background
    return "en" if is_translated else "zh-Hans", [line for line in text.splitlines() if line.strip()]


def phase_words(phase: Phase) -> dict[str, str]:
    """A phase as a page shows it: key, words and icon."""
    words = {
        Phase.TO_COME: (_("Not open yet"), "calendar"),
        Phase.OPEN: (pgettext("survey", "Open"), "pencil"),
        Phase.AWAITING_RESULT: (_("Closed, result in the making"), "clock"),
        Phase.RESULT: (_("Result published"), "document"),
        Phase.CANCELLED: (_("Cancelled"), "cross"),
    }[phase]
    return {"key": phase.value, "word": words[0], "icon": words[1]}


def preview_of(questionnaire: Questionnaire) -> list[tuple[Section, str, str, list[Asked]]]:
    """Every section (with title and language) and all its questions, whatever their conditions."""
    images = _images(questionnaire.questions)
    found, number = [], 0
    for section in questionnaire.sections:
        asked = []
        for question in section.questions:
            number += 1
            asked.append(Asked(question, number, {}, image=images.get(question.image)))
        found.append((section, section.title.local(in_english()), lang_of(section.title), asked))
    return found


def asked_in(
    questionnaire: Questionnaire, section: Section, raw: Raw, problems: Mapping[str, Wrong]
) -> list[Asked]:
    """The questions of a section as they stand now, those that conditions hide among them."""
    path = validate(questionnaire, raw).path
    earlier = questionnaire.sections[: questionnaire.sections.index(section)]
    first = sum(len(each.questions) for each in earlier)
    visible = path.sections.get(section.key, ())
    images = _images(section.questions)
    return [
        Asked(
            question,
            first + at,
            raw,
            problems.get(question.key),
            is_shown=question.key in visible,
            image=images.get(question.image),
        )
        for at, question in enumerate(section.questions, start=1)
    ]


def _images(questions: Any) -> dict[int | None, Any]:
    keys = {question.image for question in questions if question.image}
    return dict(get_image_model().objects.in_bulk(keys)) if keys else {}


def rules_for_script(questionnaire: Questionnaire, section: Section, raw: Raw) -> list[dict[str, Any]]:
    """The conditions of a section's questions, for the script that shows and hides them at once.

    What was answered in earlier sections is decided here; only questions of this section remain.
    """
    values = validate(questionnaire, raw).answers.values
    own = {question.key: question for question in section.questions}
    return [
        {
            "key": question.key,
            "join": question.show_if.join,
            "conditions": [_rule(each, own, values, questionnaire) for each in question.show_if.conditions],
        }
        for question in section.questions
        if question.show_if
    ]


def _rule(
    condition: Condition,
    own: Mapping[str, Question],
    values: Mapping[str, Value],
    questionnaire: Questionnaire,
) -> dict[str, Any] | bool:
    question = own.get(condition.question)
    if question is None:
        return holds(ShowIf("and", (condition,)), values, questionnaire)
    value = comparable(question.kind, condition.value)
    return {
        "question": question.key,
        "kind": question.kind.value,
        "operator": condition.operator,
        "value": condition.value if value is None or isinstance(value, date) else value,
    }


def progress(questionnaire: Questionnaire, section: Section, raw: Raw) -> dict[str, int]:
    """How far somebody has come on the way that their answers lead; it may still grow shorter."""
    keys = list(shown(questionnaire, validate(questionnaire, raw).answers.values).sections)
    at = keys.index(section.key) + 1 if section.key in keys else 1
    return {"at": at, "of": len(keys), "percent": round(100 * at / (len(keys) + 1))}


def check_of(
    questionnaire: Questionnaire, answers: Answers, sections: Mapping[str, tuple[str, ...]]
) -> list[tuple[Section, str, list[tuple[str, list[str]]]]]:
    """What is about to be sent: each section with its shown questions and the answers in words."""
    found = []
    for section in questionnaire.sections:
        if section.key in sections:
            rows = [
                (question.text.local(in_english()), answer_words(question, answers))
                for question in section.questions
                if question.key in sections[section.key]
            ]
            found.append((section, section.title.local(in_english()), rows))
    return found


def answer_words(question: Question, answers: Answers) -> list[str]:
    """One answer in words, a line each; nothing where there is none."""
    value = answers.values.get(question.key)
    if value is None:
        return []
    if isinstance(value, dict):
        rows = {row.key: row.text.local(in_english()) for row in question.rows}
        pairs = ((rows[row], _option_words(question, key, answers)) for row, key in value.items())
        return [_("%(row)s: %(answer)s") % {"row": row, "answer": answer} for row, answer in pairs]
    if isinstance(value, tuple):
        words = [_option_words(question, key, answers) for key in value]
        return (
            [f"{at}. {word}" for at, word in enumerate(words, start=1)]
            if question.kind == Kind.RANKING
            else words
        )
    if isinstance(value, date):
        return [date_format(value, "DATE_FORMAT")]
    if question.choices:
        return [_option_words(question, str(value), answers)]
    return [_plain_words(question, value)]


def _plain_words(question: Question, value: Any) -> str:
    if question.kind == Kind.NUMBER:
        return f"{tidy(value)} {question.unit.local(in_english())}".strip()
    if question.kind == Kind.RATING:
        return _("%(rating)d of %(highest)d") % {"rating": value, "highest": question.highest}
    return str(value)


def _option_words(question: Question, key: str, answers: Answers) -> str:
    if key == OTHER:
        return _("Other: %(words)s") % {"words": answers.others.get(question.key, "")}
    option = question.option(key)
    return option.text.local(in_english()) if option is not None else key
