"""Responses as the tests of results need them: drawn by chance, or made by hand."""

import random
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from interaction.surveys.models import SurveyResponse, SurveyVersion, TextAnswer
from interaction.surveys.packing import pack, texts_of
from interaction.surveys.questionnaire import OTHER, Kind, Question, Questionnaire
from interaction.surveys.reading import questionnaire_of
from interaction.surveys.validating import validate


def raw_value(question: Question, chance: random.Random) -> Any:
    """What a form may send for a question, answered rightly."""
    keys = [option.key for option in question.options]
    if question.kind in (Kind.SINGLE, Kind.DROPDOWN):
        return chance.choice(question.choices)
    if question.kind == Kind.MULTIPLE:
        return chance.sample(
            question.choices, chance.randint(1, min(len(question.choices), question.at_most or 9))
        )
    if question.kind in (Kind.SHORT_TEXT, Kind.LONG_TEXT):
        return chance.choice(["太挤了", "班次少", "=1+1", "司机很好，我的电话是13800138000"])
    if question.kind == Kind.NUMBER:
        return str(chance.randint(int(question.minimum or 0), int(question.maximum or 99)))
    if question.kind == Kind.DATE:
        return str(date(2026, 8, 1) + timedelta(days=chance.randint(0, 100)))
    if question.kind == Kind.RATING:
        return str(chance.randint(1, question.highest))
    if question.kind == Kind.RANKING:
        return {key: str(place) for place, key in enumerate(chance.sample(keys, len(keys)), start=1)}
    return {row.key: chance.choice(keys) for row in question.rows}


def raw_answers(questionnaire: Questionnaire, chance: random.Random) -> dict[str, Any]:
    """What one person sends: everything that must be answered, most of the rest."""
    raw: dict[str, Any] = {}
    for question in questionnaire.questions:
        if question.is_required or chance.random() < 0.8:
            raw[question.key] = raw_value(question, chance)
            if question.has_other and OTHER in raw[question.key]:
                raw[f"{question.key}-other"] = "陪孩子"
    return raw


def answer(version: SurveyVersion, raw: dict[str, Any], *, is_test: bool = False) -> SurveyResponse:
    """Store one response."""
    questionnaire = questionnaire_of(version)
    checked = validate(questionnaire, raw)
    assert not checked.problems, checked.problems
    answers = checked.answers
    response = SurveyResponse.objects.create(
        version=version, packed=pack(questionnaire, answers), day=timezone.localdate(), is_test=is_test
    )
    for key, text in texts_of(questionnaire, answers).items():
        TextAnswer.objects.create(response=response, question=key, text=text, public_text=text)
    return response


def answer_by_chance(version: SurveyVersion, count: int, seed: int = 1) -> list[SurveyResponse]:
    """Store so many responses as chance makes them."""
    chance = random.Random(seed)
    questionnaire = questionnaire_of(version)
    return [answer(version, raw_answers(questionnaire, chance)) for _each in range(count)]
