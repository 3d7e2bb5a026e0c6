"""The desk of surveys: who sees which, reading texts over, opening early, one-time codes."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from interaction.surveys.access import code_hash
from interaction.surveys.actions.freezing import close_surveys
from interaction.surveys.models import AccessCode, Survey, TextAnswer
from interaction.surveys.rules import Phase
from portal.accounts.models import User
from portal.accounts.roles import OFFICERS
from portal.base.models import AuditEntry, Department
from tests.interaction.surveys.results_fixtures import answer_by_chance

type MakeSurvey = Callable[..., Survey]


@pytest.fixture
def desk(officer: User, client: Client) -> Client:
    client.force_login(officer)
    return client


@pytest.fixture
def stranger(site: Any) -> Client:
    """An officer of another department."""
    other = Department.objects.create(site=site, name="教育局", slug="education")
    user = User.objects.create_user("other-officer", password="x", department=other)
    user.groups.add(Group.objects.get(name=OFFICERS))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def closed(make_survey: MakeSurvey, version_of: Any) -> Survey:
    survey = make_survey(Phase.AWAITING_RESULT)
    answer_by_chance(version_of(survey)[0], 12)
    close_surveys(timezone.now())
    return survey


def test_the_list_tells_phase_responses_debt_and_what_waits(closed: Survey, desk: Client) -> None:
    row = desk.get(reverse("surveys_desk:index")).context["rows"][0]
    assert row["responses"] == 12
    assert row["pending"] == TextAnswer.objects.count() > 0
    assert row["owed"].is_open
    assert not row["is_overdue"]
    closed.obligations.update(due_at=timezone.now())
    assert (
        "overdue"
        in desk.get(reverse("surveys_desk:index"), headers={"accept-language": "en"}).content.decode()
    )


def test_others_see_and_change_nothing(closed: Survey, stranger: Client, client: Client) -> None:
    assert stranger.get(reverse("surveys_desk:index")).context["rows"] == []
    for name in ("survey", "texts"):
        assert stranger.get(reverse(f"surveys_desk:{name}", args=[closed.pk])).status_code == 404
    for name in ("unseal", "codes", "texts"):
        assert stranger.post(reverse(f"surveys_desk:{name}", args=[closed.pk])).status_code == 404
    assert client.get(reverse("surveys_desk:index")).status_code == 302


def test_texts_are_shown_and_hidden_together(closed: Survey, desk: Client) -> None:
    address = reverse("surveys_desk:texts", args=[closed.pk])
    first, second, *_rest = TextAnswer.objects.order_by("pk")
    assert desk.post(address, {"do": "show", "texts": [first.pk, second.pk]}).status_code == 302
    assert desk.post(address, {"do": "hide", "texts": [second.pk], "code": "insult"}).status_code == 302
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.rejection) == ("shown", None)
    assert (second.state, second.rejection.code) == ("hidden", "insult")
    assert AuditEntry.objects.filter(action="survey.texts_hidden", detail__code="insult").exists()
    listed = desk.get(f"{address}?state=shown").context["rows"]
    assert [row["text"] for row in listed] == [first]


@pytest.mark.parametrize(
    "wrong", [{"do": "hide", "code": "no-such"}, {"do": "hide"}, {"do": "show", "texts": []}]
)
def test_texts_are_not_decided_without_reason_or_choice(
    closed: Survey, desk: Client, wrong: dict[str, Any]
) -> None:
    text = TextAnswer.objects.first()
    response = desk.post(reverse("surveys_desk:texts", args=[closed.pk]), {"texts": [text.pk]} | wrong)
    assert response.status_code == 400
    assert not TextAnswer.objects.exclude(state="pending").exists()


def test_texts_of_another_survey_are_left_alone(
    closed: Survey, make_survey: MakeSurvey, version_of: Any, desk: Client
) -> None:
    other = make_survey(Phase.AWAITING_RESULT)
    answer_by_chance(version_of(other)[0], 3)
    foreign = TextAnswer.objects.filter(response__version__survey=other).first()
    desk.post(reverse("surveys_desk:texts", args=[closed.pk]), {"do": "show", "texts": [foreign.pk]})
    foreign.refresh_from_db()
    assert foreign.state == "pending"


def test_sealed_texts_are_not_read_over(make_survey: MakeSurvey, version_of: Any, desk: Client) -> None:
    survey = make_survey(Phase.OPEN)
    answer_by_chance(version_of(survey)[0], 6)
    address = reverse("surveys_desk:texts", args=[survey.pk])
    assert desk.get(address).status_code == 302
    text = TextAnswer.objects.first()
    assert desk.post(address, {"do": "show", "texts": [text.pk]}).status_code == 302
    text.refresh_from_db()
    assert text.state == "pending"


def test_opening_early_needs_a_reason(make_survey: MakeSurvey, desk: Client) -> None:
    survey = make_survey(Phase.OPEN)
    address = reverse("surveys_desk:unseal", args=[survey.pk])
    assert desk.post(address, {"reason": " "}).status_code == 400
    survey.refresh_from_db()
    assert survey.unsealed_at is None
    assert desk.post(address, {"reason": "防汛需要"}).status_code == 302
    assert "防汛需要" in desk.get(reverse("surveys_desk:survey", args=[survey.pk])).content.decode()
    assert desk.get(reverse("surveys:results", args=[survey.pk])).status_code == 200


def test_codes_are_given_once_and_only_their_hashes_kept(make_survey: MakeSurvey, desk: Client) -> None:
    survey = make_survey(Phase.OPEN, strategy="code")
    address = reverse("surveys_desk:codes", args=[survey.pk])
    codes = desk.post(address, {"count": "25"}).content.decode().split()[1:]
    assert len(set(codes)) == 25
    stored = set(AccessCode.objects.values_list("code_hash", flat=True))
    assert stored == {code_hash(survey, code) for code in codes}
    for wrong in ("0", "-1", "20001", "viele", ""):
        assert desk.post(address, {"count": wrong}).status_code == 400
    assert desk.get(reverse("surveys_desk:survey", args=[survey.pk])).context["codes"]["made"] == 25


def test_a_survey_without_codes_gives_none(make_survey: MakeSurvey, desk: Client) -> None:
    survey = make_survey(Phase.OPEN, strategy="device")
    assert desk.post(reverse("surveys_desk:codes", args=[survey.pk]), {"count": "3"}).status_code == 409


def test_an_announced_survey_is_not_deleted(closed: Survey, client: Client) -> None:
    client.force_login(User.objects.create_superuser("root-survey", password="x"))
    client.post(reverse("wagtailadmin_pages:delete", args=[closed.page.pk]))
    assert Survey.objects.filter(pk=closed.pk).exists()


def test_the_home_page_tells_what_is_owed_and_overdue(closed: Survey, desk: Client, stranger: Client) -> None:
    home = reverse("wagtailadmin_home")
    assert reverse("surveys_desk:survey", args=[closed.pk]) in desk.get(home).content.decode()
    assert closed.page.title not in stranger.get(home).content.decode()
    closed.obligations.update(due_at=timezone.now())
    text = desk.get(home, headers={"accept-language": "en"}).content.decode()
    assert "w-text-critical-200" in text
