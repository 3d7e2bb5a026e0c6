"""The builder in the admin: drafts are saved as they are, faults are told at their blocks when published."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from interaction.surveys.models import Survey, SurveyIndexPage, SurveyPage
from interaction.surveys.reading import from_stream, questionnaire_of
from portal.accounts.models import User
from tests.interaction.surveys.conftest import PASSWORD, every_kind, items, question, section


def fields(name: str, value: Any) -> dict[str, str]:
    """What the builder's form sends for a stored value."""
    if isinstance(value, dict):
        return {key: it for child, own in value.items() for key, it in fields(f"{name}-{child}", own).items()}
    if isinstance(value, list):
        return sequence(name, value)
    if isinstance(value, bool):
        return {name: "on"} if value else {}
    return {name: str(value)}


def sequence(name: str, blocks: list[dict[str, Any]]) -> dict[str, str]:
    data = {f"{name}-count": str(len(blocks))}
    for at, block in enumerate(blocks):
        own = {"deleted": "", "order": str(at), "type": block["type"], "id": block["id"]}
        data |= {f"{name}-{at}-{key}": it for key, it in own.items()}
        value = {"show_if": {"join": "and", "conditions": []}} | block["value"]
        if block["type"] == "item":
            value = block["value"]
        data |= fields(f"{name}-{at}-value", value)
    return data


def form(blocks: list[dict[str, Any]], **values: str) -> dict[str, str]:
    """A filled-in page form."""
    opens_at = timezone.localtime() + timedelta(days=1)
    data = {
        "title": "公交出行满意度调查",
        "slug": "bus-survey",
        "opens_at": f"{opens_at:%Y-%m-%d %H:%M}",
        "closes_at": f"{opens_at + timedelta(days=9):%Y-%m-%d %H:%M}",
        "strategy": "device",
        "is_anonymous": "on",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
    }
    return data | sequence("questionnaire", blocks) | values


@pytest.fixture
def admin(client: Client, db: None) -> Client:
    User.objects.create_superuser("boss", password=PASSWORD)
    client.login(username="boss", password=PASSWORD)
    return client


@pytest.fixture
def add(admin: Client, column: SurveyIndexPage) -> Callable[..., Any]:
    """Send the form of a new survey."""
    address = reverse("wagtailadmin_pages:add", args=("surveys", "surveypage", column.pk))
    return lambda blocks, **values: admin.post(address, form(blocks, **values))


BACK = [
    section("one", question("single", "a", "甲？", options=items("是", "否"))),
    section("two", question("single", "b", "乙？", options=items("是", "否", 否="one"))),
]


def test_every_kind_is_built_saved_and_published(add: Callable[..., Any]) -> None:
    response = add(every_kind(), **{"action-publish": "1"})
    assert response.status_code == 302
    page = SurveyPage.objects.get()
    assert page.live
    version = Survey.objects.get(page=page).versions.get()
    assert questionnaire_of(version) == from_stream(page.questionnaire)
    assert [len(each.questions) for each in questionnaire_of(version).sections] == [3, 4, 3]


def test_draft_is_saved_as_far_as_it_has_come(add: Callable[..., Any]) -> None:
    assert add(BACK).status_code == 302
    page = SurveyPage.objects.get()
    assert not page.live
    assert len(page.get_latest_revision_as_object().questionnaire) == 2


def test_empty_draft_is_saved_but_not_published(add: Callable[..., Any]) -> None:
    assert add([], **{"action-publish": "1"}).status_code == 200
    assert not SurveyPage.objects.exists()
    assert add([]).status_code == 302


def test_fault_is_told_at_its_block_and_nothing_is_published(add: Callable[..., Any]) -> None:
    response = add(BACK, **{"action-publish": "1"})
    assert response.status_code == 200
    error = response.context["form"].errors.as_data()["questionnaire"][0].as_json_data()
    (at_section,) = error["blockErrors"].items()
    assert at_section[0] == 1
    assert "“one”" in str(at_section[1])
    assert "one" in response.content.decode()
    assert not Survey.objects.exists()


def test_submitting_for_review_is_refused_too(add: Callable[..., Any]) -> None:
    assert add(BACK, **{"action-submit": "1"}).status_code == 200
    assert add(every_kind(), **{"action-submit": "1"}).status_code == 302


def test_wrong_period_is_told_at_its_field(add: Callable[..., Any]) -> None:
    response = add(every_kind(), closes_at="2020-01-01 00:00", **{"action-publish": "1"})
    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["closes_at"]
