"""What somebody is shown, and what of the answers is kept."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interaction.surveys.flow import shown
from interaction.surveys.questionnaire import (
    END,
    OTHER,
    Condition,
    Kind,
    Option,
    Question,
    Questionnaire,
    Section,
    ShowIf,
    Text,
)
from interaction.surveys.validating import Wrong, other_key, read_value, validate, validate_section
from tests.interaction.surveys.random_questionnaires import (
    UNHURRIED,
    options,
    questionnaires,
    raw_answers,
    walk,
)


def ask(key: str, kind: Kind = Kind.SINGLE, **values: Any) -> Question:
    if kind in (Kind.SINGLE, Kind.DROPDOWN, Kind.MULTIPLE, Kind.RANKING, Kind.MATRIX):
        values.setdefault("options", options(3))
    return Question(key, key, kind, Text(key), **values)


def sections(**asked: list[Question]) -> Questionnaire:
    return Questionnaire(
        tuple(Section(key, key, Text(key), questions=tuple(each)) for key, each in asked.items())
    )


def jumping(key: str, **goals: str) -> Question:
    choices = tuple(Option(f"o{at}", Text(f"选项{at}"), goals.get(f"o{at}", "")) for at in range(3))
    return ask(key, options=choices)


@UNHURRIED
@given(st.data())
def test_shown_and_kept_as_a_person_would_walk_through(data: st.DataObject) -> None:
    questionnaire = data.draw(questionnaires())
    raw = data.draw(raw_answers(questionnaire))
    seen = walk(questionnaire, raw)
    checked = validate(questionnaire, raw)
    assert set(checked.path.questions) == set(seen)
    assert checked.answers.shown == set(seen)
    # Nothing of a hidden question is kept, not even the words beside "other".
    assert set(checked.answers.values) == {key for key, value in seen.items() if value is not None}
    assert set(checked.answers.others) <= set(checked.answers.values)
    owed = {
        question.key
        for question in questionnaire.questions
        if question.is_required and question.key in seen and seen[question.key] is None
    }
    assert checked.problems == dict.fromkeys(owed, Wrong.MISSING)


JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=9)
    | st.sampled_from(["o0", "1"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=5,
)


@UNHURRIED
@given(st.data())
def test_whatever_is_sent_is_kept_well_formed_or_refused(data: st.DataObject) -> None:
    questionnaire = data.draw(questionnaires())
    raw = {question.key: data.draw(JUNK) for question in questionnaire.questions}
    checked = validate(questionnaire, raw)
    assert checked.problems.keys() <= checked.path.questions
    assert not checked.problems.keys() & checked.answers.values.keys()
    for question in questionnaire.questions:
        value = checked.answers.values.get(question.key)
        if value is None:
            continue
        chosen = value if isinstance(value, tuple) else (value,)
        if question.kind in (Kind.SINGLE, Kind.DROPDOWN, Kind.MULTIPLE, Kind.RANKING):
            assert set(chosen) <= set(question.choices)
        if isinstance(value, str):
            assert "\x00" not in value


def test_jump_leads_past_sections_and_their_answers_are_dropped() -> None:
    asked = sections(one=[jumping("a", o1="three", o2=END)], two=[ask("b")], three=[ask("c")])
    everything = {"a": "o0", "b": "o0", "c": "o0"}
    assert list(shown(asked, everything).sections) == ["one", "two", "three"]
    assert list(shown(asked, everything | {"a": "o1"}).sections) == ["one", "three"]
    assert validate(asked, everything | {"a": "o1"}).answers.values == {"a": "o1", "c": "o0"}
    assert validate(asked, everything | {"a": "o2"}).answers.values == {"a": "o2"}


def test_last_question_with_a_goal_decides() -> None:
    asked = sections(
        one=[jumping("a", o1="three"), jumping("b", o1="four")],
        two=[ask("c")],
        three=[ask("d")],
        four=[ask("e")],
    )
    assert list(shown(asked, {"a": "o1", "b": "o0"}).sections) == ["one", "three", "four"]
    assert list(shown(asked, {"a": "o1", "b": "o1"}).sections) == ["one", "four"]


def test_before_and_after_follow_what_is_shown() -> None:
    asked = sections(one=[jumping("a", o1="three")], two=[ask("b")], three=[ask("c")])
    path = shown(asked, {"a": "o1"})
    assert (path.after("one"), path.before("three")) == ("three", "one")
    assert (path.after("three"), path.before("one")) == (None, None)


def test_answer_to_a_hidden_question_meets_no_condition() -> None:
    hidden = ask("b", show_if=ShowIf(conditions=(Condition("a", "is", "o1"),)))
    third = ask("c", show_if=ShowIf(conditions=(Condition("b", "is_not", "o2"),)))
    asked = sections(one=[ask("a"), hidden, third])
    assert validate(asked, {"a": "o0", "b": "o0", "c": "o0"}).answers.values == {"a": "o0"}
    assert validate(asked, {"a": "o1", "b": "o0", "c": "o0"}).answers.shown == {"a", "b", "c"}


def test_section_is_told_its_own_problems_only() -> None:
    asked = sections(one=[ask("a", is_required=True)], two=[ask("b", is_required=True)])
    assert validate_section(asked, {}, "one").problems == {"a": Wrong.MISSING}
    assert validate(asked, {}).problems == {"a": Wrong.MISSING, "b": Wrong.MISSING}


MULTIPLE = ask("q", Kind.MULTIPLE, at_most=2, has_other=True)
MATRIX = ask("q", Kind.MATRIX, rows=options(2, "r"), is_required=True)
NUMBER = ask("q", Kind.NUMBER, minimum=1, maximum=9)


@pytest.mark.parametrize(
    ("question", "raw", "wrong"),
    [
        (ask("q", is_required=True), {"q": "  "}, Wrong.MISSING),
        (ask("q"), {"q": "o9"}, Wrong.UNKNOWN_OPTION),
        (ask("q"), {"q": OTHER}, Wrong.UNKNOWN_OPTION),
        (MULTIPLE, {"q": ["o0", "o1", "o2"]}, Wrong.TOO_MANY),
        (MULTIPLE, {"q": ["o0", "x"]}, Wrong.UNKNOWN_OPTION),
        (MULTIPLE, {"q": [OTHER]}, Wrong.OTHER_MISSING),
        (MULTIPLE, {"q": [OTHER], other_key("q"): "长" * 201}, Wrong.TOO_LONG),
        (ask("q", Kind.SHORT_TEXT, max_length=3), {"q": "一二三四"}, Wrong.TOO_LONG),
        (NUMBER, {"q": "很多"}, Wrong.NOT_A_NUMBER),
        (NUMBER, {"q": "nan"}, Wrong.NOT_A_NUMBER),
        (NUMBER, {"q": "1e999"}, Wrong.NOT_A_NUMBER),
        (NUMBER, {"q": "2.5"}, Wrong.NOT_WHOLE),
        (NUMBER, {"q": "0"}, Wrong.TOO_SMALL),
        (NUMBER, {"q": "10"}, Wrong.TOO_LARGE),
        (ask("q", Kind.DATE), {"q": "2026-02-30"}, Wrong.NOT_A_DATE),
        (ask("q", Kind.RATING), {"q": "6"}, Wrong.UNKNOWN_OPTION),
        (ask("q", Kind.RATING), {"q": "9" * 5000}, Wrong.UNKNOWN_OPTION),
        (ask("q", Kind.RANKING), {"q": {"o0": "1", "o1": "2"}}, Wrong.INCOMPLETE),
        (ask("q", Kind.RANKING), {"q": {"o0": "1", "o1": "2", "o2": "2"}}, Wrong.SAME_PLACE),
        (ask("q", Kind.RANKING), {"q": {"o0": "1", "o1": "2", "o2": "4"}}, Wrong.UNKNOWN_OPTION),
        (ask("q", Kind.RANKING), {"q": ["o0", "o0", "o1"]}, Wrong.SAME_PLACE),
        (MATRIX, {"q": {"r0": "o0"}}, Wrong.INCOMPLETE),
        (MATRIX, {"q": {"r0": "o0", "r1": "o7"}}, Wrong.UNKNOWN_OPTION),
        (MATRIX, {"q": {"r0": "o0", "r7": "o1"}}, Wrong.UNKNOWN_OPTION),
    ],
)
def test_wrong_answer_is_told(question: Question, raw: dict[str, Any], wrong: Wrong) -> None:
    checked = validate(sections(one=[question]), raw)
    assert checked.problems == {"q": wrong}
    assert not checked.answers.values


def test_ranking_is_read_from_places_and_from_an_order() -> None:
    ranking = ask("q", Kind.RANKING)
    assert read_value(ranking, {"o0": "3", "o1": "1", "o2": "2"}) == ("o1", "o2", "o0")
    assert read_value(ranking, ["o1", "o2", "o0"]) == ("o1", "o2", "o0")
    assert read_value(ranking, {"o0": "", "o1": "", "o2": ""}) is None
