"""A questionnaire is published exactly when everybody can get through it, whatever an editor builds."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from interaction.surveys.builder_errors import builder_error, describe
from interaction.surveys.checking import Fault, Problem, problems
from interaction.surveys.models import Survey, SurveyPage
from interaction.surveys.questionnaire import Questionnaire, Text
from interaction.surveys.reading import from_stream
from interaction.surveys.validating import validate
from tests.interaction.surveys.conftest import every_kind, items, question, section, show_if
from tests.interaction.surveys.hostile_editors import NO, YES, Blocks, hostile, must_be_refused
from tests.interaction.surveys.random_questionnaires import UNHURRIED, questionnaires, raw_answers


def read(blocks: Blocks) -> Questionnaire:
    """The questionnaire of blocks as the builder stores them."""
    return from_stream(SurveyPage._meta.get_field("questionnaire").stream_block.to_python(blocks))


def faults(blocks: Blocks) -> list[Problem]:
    return problems(read(blocks))


@settings(max_examples=400, deadline=None)
@given(hostile())
def test_refused_exactly_when_somebody_would_be_led_astray(blocks: Blocks) -> None:
    event("refused" if must_be_refused(blocks) else "published")
    assert bool(faults(blocks)) == must_be_refused(blocks)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(blocks=hostile())
def test_publishing_is_refused_exactly_then_and_names_the_block(
    make_page: Callable[..., SurveyPage], blocks: Blocks
) -> None:
    is_refused, error = False, None
    with transaction.atomic():
        page = make_page(questionnaire=blocks)
        try:
            page.save_revision(clean=False).publish()
        except ValidationError as refused:
            is_refused, error = True, refused.error_dict["questionnaire"][0].as_json_data()
        assert Survey.objects.filter(page__pk=page.pk).exists() != is_refused
        transaction.set_rollback(True)
    assert is_refused == must_be_refused(blocks)
    if is_refused:
        assert error is not None
        assert words_at_blocks(error)


def words_at_blocks(data: dict[str, Any]) -> list[str]:
    """All messages of an error that lie at a block, as the builder shows them."""
    found = []
    for child in data.get("blockErrors", {}).values():
        found += child.get("messages", []) + words_at_blocks(child)
    return found


@UNHURRIED
@given(st.data())
def test_published_questionnaires_lead_everybody_forward_to_an_end(data: st.DataObject) -> None:
    questionnaire = data.draw(questionnaires())
    if problems(questionnaire):
        return
    raw = data.draw(raw_answers(questionnaire))
    path = list(validate(questionnaire, raw).path.sections)
    order = [each.key for each in questionnaire.sections]
    assert [order.index(key) for key in path] == sorted({order.index(key) for key in path})


# Each fault by itself ------------------------------------------------------------------------------------


def choice(name: str, **values: Any) -> dict[str, Any]:
    return question("single", name, name, **{"options": items(YES, NO)} | values)


def conditioned(*condition: str) -> dict[str, Any]:
    return question("short_text", "c", "丙", show_if=show_if(condition))  # type: ignore[arg-type]


RATING = question("rating", "r", "打分", highest=5)
DATE = question("date", "d", "哪天")
RANKING = question("ranking", "k", "排序", options=items(YES, NO))


@pytest.mark.parametrize(
    ("blocks", "fault", "path"),
    [
        ([], Fault.EMPTY, ()),
        ([section("a", choice("x")), section("a", choice("y"))], Fault.DUPLICATE_SECTION, (0, "name")),
        ([section("a", choice("x"), choice("x"))], Fault.DUPLICATE_QUESTION, (0, "questions", 0, "name")),
        (
            [section("a", choice("x", options=items(YES, YES)))],
            Fault.DUPLICATE_OPTION,
            (0, "questions", 0, "options", 1, "text"),
        ),
        ([section("end", choice("x"))], Fault.RESERVED_NAME, (0, "name")),
        (
            [section("a", choice("x"), conditioned("x", "is", "也许"))],
            Fault.UNKNOWN_VALUE,
            (0, "questions", 1, "show_if", "conditions", 0, "value"),
        ),
        (
            [section("a", choice("x"), conditioned("x", "is", "其他"))],
            Fault.UNKNOWN_VALUE,
            (0, "questions", 1, "show_if", "conditions", 0, "value"),
        ),
        (
            [section("a", RATING, conditioned("r", "at_least", "很多"))],
            Fault.UNKNOWN_VALUE,
            (0, "questions", 1, "show_if", "conditions", 0, "value"),
        ),
        (
            [section("a", DATE, conditioned("d", "is", "2026-13-01"))],
            Fault.UNKNOWN_VALUE,
            (0, "questions", 1, "show_if", "conditions", 0, "value"),
        ),
        (
            [section("a", choice("x"), conditioned("x", "at_least", "2"))],
            Fault.UNFIT_OPERATOR,
            (0, "questions", 1, "show_if", "conditions", 0, "operator"),
        ),
        (
            [section("a", RANKING, conditioned("k", "is", YES))],
            Fault.UNFIT_OPERATOR,
            (0, "questions", 1, "show_if", "conditions", 0, "operator"),
        ),
        (
            [section("a", conditioned("c", "answered", ""))],
            Fault.LATER_QUESTION,
            (0, "questions", 0, "show_if", "conditions", 0, "question"),
        ),
        (
            [section("a", choice("x"), show_if=show_if(("x", "is", YES)))],
            Fault.LATER_QUESTION,
            (0, "show_if", "conditions", 0, "question"),
        ),
        (
            [section("a", choice("x", options=items(YES, NO, 否="a")))],
            Fault.BACKWARD_JUMP,
            (0, "questions", 0, "options", 1, "jump_to"),
        ),
        (
            [section("a", choice("x", options=items(YES, NO, 否="z")))],
            Fault.UNKNOWN_SECTION,
            (0, "questions", 0, "options", 1, "jump_to"),
        ),
        (
            [
                section("a", choice("x", is_required=True, options=items(YES, NO, 是="end", 否="end"))),
                section("b", choice("y")),
            ],
            Fault.UNREACHABLE,
            (1, "name"),
        ),
        (
            [section("a", question("number", "n", "几个", minimum=1.2, maximum=1.8, is_whole=True))],
            Fault.UNANSWERABLE,
            (0, "questions", 0, "maximum"),
        ),
    ],
)
def test_each_fault_is_named_at_its_field(blocks: Blocks, fault: Fault, path: tuple[Any, ...]) -> None:
    found = faults(blocks)
    assert (fault, path) in [(each.fault, each.path) for each in found]
    assert {each.fault for each in found} == {fault}
    for each in found:
        assert each.name in describe(each)
    data = builder_error(found).as_json_data()
    assert describe(found[0]) in (words_at_blocks(data) if path else data["messages"])


def test_conditions_name_options_in_either_language_and_other() -> None:
    other = choice("x", has_other=True)
    for value in (YES, f"{YES} (en)", "other", "其他"):
        assert not faults([section("a", other, conditioned("x", "is", value))])


def test_questionnaire_with_every_kind_may_be_published() -> None:
    assert not faults(every_kind())


def test_image_without_words_is_refused() -> None:
    questionnaire = read([section("a", choice("x"))])
    (part,) = questionnaire.sections
    (asked,) = part.questions
    for alt, expected in ((Text(), [Fault.UNTOLD_IMAGE]), (Text("公交线路图"), [])):
        changed = replace(part, questions=(replace(asked, image=1, image_alt=alt),))
        assert [each.fault for each in problems(Questionnaire((changed,)))] == expected


def test_removed_section_and_question_are_missed() -> None:
    blocks = every_kind()
    del blocks[2]
    assert [each.fault for each in faults(blocks)] == [Fault.UNKNOWN_SECTION]
    blocks = every_kind()
    del blocks[0]["value"]["questions"][0]
    assert {(each.fault, each.name) for each in faults(blocks)} == {(Fault.UNKNOWN_QUESTION, "rides")}
