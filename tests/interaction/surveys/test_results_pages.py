"""The result as people see it; and that before the closing no address shows any of it to anybody."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone, translation

from interaction.surveys.actions.freezing import close_surveys
from interaction.surveys.actions.sealing import unseal_results
from interaction.surveys.models import Survey, TextAnswer
from interaction.surveys.result_urls import urlpatterns
from interaction.surveys.rules import Phase
from portal.accounts.models import User
from portal.accounts.roles import OFFICERS
from portal.base.models import Department
from tests.interaction.surveys.results_fixtures import answer, answer_by_chance

type MakeSurvey = Callable[..., Survey]

SECRET = "绝密的一句话只有一个人写过"


@pytest.fixture
def root(db: None) -> User:
    return User.objects.create_superuser("root-survey", password="x")


@pytest.fixture
def closed(make_survey: MakeSurvey, version_of: Any) -> Survey:
    survey = make_survey(Phase.AWAITING_RESULT, usage_statement="", strategy="device")
    answer_by_chance(version_of(survey)[0], 60)
    close_surveys(timezone.now())
    return survey


@pytest.fixture
def published(closed: Survey, officer: User) -> Survey:
    closed.page.usage_statement = "已增开早高峰班次三十班。"
    closed.page.save_revision(user=officer).publish()
    closed.refresh_from_db()
    return closed


def addresses(survey: Survey) -> list[str]:
    """Every address of results, for a survey."""
    found = []
    for pattern in urlpatterns:
        assert isinstance(pattern, URLPattern)
        for file_format in ("csv", "xlsx", "json"):
            values = {"pk": survey.pk, "question": "q-why", "file_format": file_format}
            names = pattern.pattern.converters
            found.append(reverse(f"surveys:{pattern.name}", kwargs={name: values[name] for name in names}))
    cross = reverse("surveys:cross", args=[survey.pk])
    return [*dict.fromkeys(found), f"{cross}?rows=q-rides&columns=q-overall"]


def body(response: Any) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return str(content.decode("utf-8", "replace"))


def as_everybody(officer: User, root: User) -> list[Client]:
    clients = [Client(), Client(), Client()]
    clients[1].force_login(officer)
    clients[2].force_login(root)
    return clients


def test_before_the_closing_no_result_address_answers_anybody(
    make_survey: MakeSurvey, version_of: Any, officer: User, root: User
) -> None:
    survey = make_survey(Phase.OPEN)
    answer_by_chance(version_of(survey)[0], 8)
    for client in as_everybody(officer, root):
        for address in addresses(survey):
            response = client.get(address)
            assert response.status_code == 403, address
            assert "公交" not in body(response), address


def test_before_the_closing_no_page_of_site_or_admin_holds_an_answer(
    make_survey: MakeSurvey, version_of: Any, officer: User, root: User
) -> None:
    survey = make_survey(Phase.OPEN)
    raw = {"q-rides": "从不", "q-overall": "1", "q-why": SECRET, "q-district": SECRET, "q-line": "other"}
    answer(version_of(survey)[0], raw | {"q-line-other": SECRET})
    assert TextAnswer.objects.filter(text=SECRET).exists()
    seen = 0
    for client in as_everybody(officer, root):
        for address in [*survey_addresses(survey), survey.page.url, *admin_addresses(survey)]:
            response = client.get(address, follow=True)
            seen += response.status_code == 200
            assert SECRET not in body(response), address
    assert seen > 10


def survey_addresses(survey: Survey) -> list[str]:
    """Every address of the app that can be filled in with this survey."""
    return [filled for pattern in app_patterns() if (filled := fill(pattern, survey))]


def app_patterns() -> list[str]:
    everything = [address for each in get_resolver().url_patterns for address in walk(each)]
    found = [address for address in everything if address.startswith("/surveys/")]
    assert len(found) > len(urlpatterns)
    return found


def fill(pattern: str, survey: Survey) -> str:
    values = {
        "pk": survey.pk,
        "survey_id": survey.pk,
        "section": "s-person",
        "question": "q-why",
        "file_format": "csv",
        "text_id": 1,
    }
    named = re.sub(r"<(?:\w+:)?(\w+)>", lambda it: str(values.get(it[1], "")), pattern)
    return "" if "//" in named else named


def admin_addresses(survey: Survey) -> list[str]:
    """Every admin address that names a survey, and those of its page."""
    page = survey.page.pk
    found = [
        "/admin/",
        f"/admin/pages/{page}/edit/",
        f"/admin/pages/{page}/history/",
        f"/admin/pages/{page}/usage/",
    ]
    found += ["/admin/reports/site-history/", f"/admin/pages/{page}/view_draft/"]
    admin = next(each for each in get_resolver().url_patterns if str(each.pattern) == "admin/")
    for pattern in walk(admin):
        if "survey" in pattern and (filled := fill(pattern, survey)):
            found.append(filled)
    return found


def walk(resolver: Any, prefix: str = "/") -> list[str]:
    here = prefix + str(resolver.pattern)
    if isinstance(resolver, URLPattern):
        return [here]
    return [address for each in resolver.url_patterns for address in walk(each, here)]


def test_closed_but_unpublished_is_for_handlers(closed: Survey, officer: User, client: Client) -> None:
    for address in addresses(closed):
        assert client.get(address).status_code == 403, address
    client.force_login(officer)
    for address in addresses(closed):
        response = client.get(address)
        assert response.status_code == 200, address
        body(response)


def test_another_departments_officer_waits_for_the_publishing(
    closed: Survey, client: Client, site: Any
) -> None:
    other = Department.objects.create(site=site, name="教育局", slug="education")
    user = User.objects.create_user("other-officer", password="x", department=other)
    user.groups.add(Group.objects.get(name=OFFICERS))
    client.force_login(user)
    assert client.get(reverse("surveys:results", args=[closed.pk])).status_code == 403


def test_raw_rows_are_never_public(published: Survey, client: Client) -> None:
    for file_format in ("csv", "xlsx", "json"):
        assert client.get(reverse("surveys:rows", args=[published.pk, file_format])).status_code == 403


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_result_page_shows_use_first_then_charts_and_tables(
    published: Survey, client: Client, language: str
) -> None:
    with translation.override(language):
        text = body(
            client.get(reverse("surveys:results", args=[published.pk]), headers={"accept-language": language})
        )
    assert text.index("已增开早高峰班次三十班") < text.index('id="survey-facts"')
    assert text.count("survey-chart__bars") >= 8
    assert "style=" not in text.split("<main")[1].split("</main>")[0]
    assert "<dd>60</dd>" in text


def test_the_cross_table_and_what_it_refuses(published: Survey, client: Client) -> None:
    address = reverse("surveys:cross", args=[published.pk])
    assert "survey-cross" in body(client.get(f"{address}?rows=q-rides&columns=q-overall"))
    for query in (
        "rows=q-rides&columns=q-rides",
        "rows=q-why&columns=q-rides",
        "rows=nothing&columns=q-rides",
    ):
        assert client.get(f"{address}?{query}").status_code == 400, query
    assert client.get(address).status_code == 200


def test_only_texts_that_were_let_through_are_read(published: Survey, client: Client) -> None:
    first, second = TextAnswer.objects.filter(question="q-district")[:2]
    TextAnswer.objects.filter(pk=first.pk).update(state="shown", public_text="城东***街道")
    TextAnswer.objects.filter(pk=second.pk).update(public_text=SECRET)
    text = body(client.get(reverse("surveys:texts", args=[published.pk, "q-district"])))
    assert "城东***街道" in text
    assert SECRET not in text
    assert client.get(reverse("surveys:texts", args=[published.pk, "q-rides"])).status_code == 404


def test_early_opening_is_told_on_the_published_page(
    make_survey: MakeSurvey, officer: User, client: Client, version_of: Any
) -> None:
    survey = make_survey(Phase.OPEN)
    answer_by_chance(version_of(survey)[0], 6)
    unseal_results(survey, officer, "防汛需要")
    Survey.objects.filter(pk=survey.pk).update(
        opens_at=timezone.now() - timedelta(days=9), closes_at=timezone.now() - timedelta(days=1)
    )
    survey.refresh_from_db()
    survey.page.opens_at, survey.page.closes_at = survey.opens_at, survey.closes_at
    survey.page.usage_statement = "用于防汛"
    survey.page.save_revision(user=officer).publish()
    assert "防汛需要" in body(client.get(reverse("surveys:results", args=[survey.pk])))


def test_test_responses_are_in_no_result(
    make_survey: MakeSurvey, officer: User, client: Client, version_of: Any
) -> None:
    survey = make_survey(Phase.AWAITING_RESULT)
    answer(version_of(survey)[0], {"q-rides": "从不", "q-overall": "3", "q-district": SECRET}, is_test=True)
    client.force_login(officer)
    assert "<dd>0</dd>" in body(client.get(reverse("surveys:results", args=[survey.pk])))
    rows = body(client.get(reverse("surveys:rows", args=[survey.pk, "csv"])))
    assert SECRET not in rows
    assert len(rows.strip().splitlines()) == 1


def test_scripts_are_refused_in_json(make_survey: MakeSurvey, closed: Survey, client: Client) -> None:
    for survey, code in ((make_survey(Phase.OPEN), "sealed"), (closed, "not_published")):
        response = client.get(reverse("surveys:export", args=[survey.pk, "json"]))
        assert (response.status_code, response.json()["code"]) == (403, code)
        assert "no-store" in response["Cache-Control"]
