"""Answers become a record of fixed length, and come back as they were."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interaction.surveys.packing import layout, pack, records, texts_of, unpack, unpack_record, was_shown
from interaction.surveys.questionnaire import OTHER, Kind, Question, Questionnaire, Section, Text
from interaction.surveys.validating import Answers, validate
from tests.interaction.surveys.random_questionnaires import UNHURRIED, options, questionnaires, raw_answers


@UNHURRIED
@given(st.data())
def test_what_is_packed_is_unpacked(data: st.DataObject) -> None:
    questionnaire = data.draw(questionnaires())
    answers = validate(questionnaire, data.draw(raw_answers(questionnaire))).answers
    packed = pack(questionnaire, answers)
    assert len(packed) == layout(questionnaire).itemsize
    assert unpack(questionnaire, packed, texts_of(questionnaire, answers)) == answers


@UNHURRIED
@given(st.data())
def test_record_is_read_by_the_stored_version_of_the_questionnaire(data: st.DataObject) -> None:
    questionnaire = data.draw(questionnaires())
    stored = Questionnaire.from_json(questionnaire.as_json())
    assert stored == questionnaire
    assert stored.digest == questionnaire.digest
    sent = data.draw(st.lists(raw_answers(questionnaire), max_size=4))
    answers = [validate(questionnaire, raw).answers for raw in sent]
    rows = records(stored, [memoryview(pack(questionnaire, each)) for each in answers])
    assert len(rows) == len(answers)
    for row, each in zip(rows, answers, strict=True):
        assert unpack_record(stored, row, texts_of(stored, each)) == each
    for question in questionnaire.questions:
        assert list(was_shown(stored, rows, question.key)) == [question.key in each.shown for each in answers]


def one(kind: Kind, **values: Any) -> Questionnaire:
    question = Question("q", "q", kind, Text("问"), **values)
    return Questionnaire((Section("s", "s", Text("部分"), questions=(question,)),))


@pytest.mark.parametrize(
    ("questionnaire", "value", "size"),
    [
        (one(Kind.SINGLE, options=options(60), has_other=True), OTHER, 2),
        (one(Kind.MULTIPLE, options=options(60), has_other=True), ("o0", "o59", OTHER), 9),
        (one(Kind.NUMBER), -(2.0**53), 9),
        (one(Kind.NUMBER), 0.0, 9),
        (one(Kind.DATE), date.max, 5),
        (one(Kind.DATE), date.min, 5),
        (one(Kind.RANKING, options=options(12)), tuple(f"o{at}" for at in reversed(range(12))), 13),
        (one(Kind.MATRIX, options=options(10), rows=options(20, "r")), {"r19": "o9"}, 21),
    ],
)
def test_extremes_fit(questionnaire: Questionnaire, value: Any, size: int) -> None:
    answers = Answers({"q": value}, {}, frozenset({"q"}))
    packed = pack(questionnaire, answers)
    assert len(packed) == size
    assert unpack(questionnaire, packed) == answers


def test_words_are_not_in_the_record() -> None:
    questionnaire = one(Kind.SHORT_TEXT)
    answers = Answers({"q": "我住在云溪路"}, {}, frozenset({"q"}))
    assert pack(questionnaire, answers) == b"\x01\x01"
    assert unpack(questionnaire, b"\x01\x01").values == {"q": ""}
    assert texts_of(questionnaire, answers) == {"q": "我住在云溪路"}


def test_any_change_changes_the_digest_but_only_what_is_asked_makes_it_another_question() -> None:
    (question,) = one(Kind.SINGLE, options=options(3)).questions
    for change, is_same in (
        ({"text": Text("另问")}, False),
        ({"options": options(4)}, False),
        ({"has_other": True}, False),
        ({"help": Text("说明")}, True),
        ({"is_required": True}, True),
    ):
        changed = replace(question, **change)
        section = Section("s", "s", Text("部分"), questions=(changed,))
        assert Questionnaire((section,)).digest != one(Kind.SINGLE, options=options(3)).digest
        assert question.is_same_as(changed) == is_same
