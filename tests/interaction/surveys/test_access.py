"""What the page promises of a strategy is what its tickets can keep."""

from collections.abc import Callable

import pytest
from django.test import Client, RequestFactory
from django.utils.translation import override

from interaction.surveys.access import Person, code_hash, privacy_of, promise_of, ticket_keys
from interaction.surveys.models import Survey, SurveyPage
from interaction.surveys.rules import Phase

pytestmark = pytest.mark.django_db
MakeSurvey = Callable[..., Survey]


@pytest.mark.parametrize("strategy", SurveyPage.Strategy.values)
def test_the_page_says_what_the_strategy_keeps_and_what_it_cannot(
    client: Client, make_survey: MakeSurvey, strategy: str
) -> None:
    survey = make_survey(strategy=strategy)
    with override("zh-hans"):
        promise, address = promise_of(strategy), survey.page.url
    page = client.get(address).content.decode()
    assert promise.rule != promise.limit
    assert promise.rule in page
    assert promise.limit in page


def test_the_page_says_what_is_kept(client: Client, make_survey: MakeSurvey) -> None:
    with override("zh-hans"):
        anonymous, named = privacy_of(is_anonymous=True), privacy_of(is_anonymous=False)
    assert not set(anonymous) & set(named)
    page = client.get(make_survey(is_anonymous=False).page.url).content.decode()
    assert all(line in page for line in named)
    assert not any(line in page for line in anonymous)


def test_tickets_tell_persons_apart_and_say_nothing_of_them(make_survey: MakeSurvey) -> None:
    survey, other = make_survey(), make_survey(title="另一个", slug="other")
    keys = [
        ticket_keys(survey, Person(device_key="a")),
        ticket_keys(survey, Person(device_key="b")),
        ticket_keys(other, Person(device_key="a")),
    ]
    flat = [key for several in keys for places in several for key in places]
    assert len(set(flat)) == len(flat) == 3
    assert all(len(key) == 64 for key in flat)


def test_a_code_may_be_written_in_several_ways(make_survey: MakeSurvey) -> None:
    survey = make_survey(strategy="code")
    assert len({code_hash(survey, text) for text in ("ABCD-2345", "abcd2345", " abcd 2345 ")}) == 1
    assert code_hash(survey, "ABCD2346") != code_hash(survey, "ABCD2345")


def test_a_survey_by_account_asks_to_log_in(client: Client, make_survey: MakeSurvey) -> None:
    survey = make_survey(strategy="login")
    start = f"/surveys/{survey.pk}/answer/"
    assert "/admin/login/?next=" in client.get(start).content.decode()
    assert client.get(f"{start}s-riding/").url == start


def test_a_survey_of_a_page_that_is_not_live_is_not_found(client: Client, make_survey: MakeSurvey) -> None:
    survey = make_survey()
    survey.page.unpublish()
    assert client.get(f"/surveys/{survey.pk}/answer/").status_code == 404
    assert client.get("/surveys/99999/answer/").status_code == 404


def test_editors_preview_every_question_whatever_its_condition(
    make_page: Callable[..., SurveyPage], rf: RequestFactory
) -> None:
    page = make_page()
    response = page.make_preview_request()
    html = response.content.decode()
    assert response.status_code == 200
    for text in ("您平时坐公交车吗？", "哪里不满意？", "您住在哪个街道？"):
        assert text in html


@pytest.mark.parametrize("phase", list(Phase))
def test_the_column_lists_each_survey_where_it_belongs(
    client: Client, make_survey: MakeSurvey, phase: Phase
) -> None:
    survey = make_survey(phase)
    context = client.get(survey.page.get_parent().url).context
    places = {
        Phase.TO_COME: "to_come",
        Phase.OPEN: "open",
        Phase.AWAITING_RESULT: "awaiting",
        Phase.RESULT: "past",
    }
    found = {name for name in places.values() if [card.survey for card in context[name]] == [survey]}
    assert found == ({places[phase]} if phase in places else set())
