"""Surveys in every phase, and a questionnaire with every kind of question."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.utils import timezone
from wagtail.models import Site

from interaction.surveys.models import Survey, SurveyIndexPage, SurveyPage, SurveyVersion
from interaction.surveys.questionnaire import Questionnaire
from interaction.surveys.reading import questionnaire_of
from interaction.surveys.rules import Phase
from portal.accounts.models import User
from portal.accounts.roles import OFFICERS
from portal.base.models import Department

PASSWORD = "correct-horse-battery"


def block(kind: str, key: str, **value: Any) -> dict[str, Any]:
    """One block as the builder stores it."""
    return {"type": kind, "id": key, "value": value}


def items(*texts: str, prefix: str = "", **jumps: str) -> list[dict[str, Any]]:
    """The options (or rows) of a question; `items("是", "否", 否="end")` lets one lead on."""
    return [
        {
            "type": "item",
            "id": f"{prefix}{text}",
            "value": {"text": text, "text_en": f"{text} (en)", "jump_to": jumps.get(text, "")},
        }
        for text in texts
    ]


def show_if(*conditions: tuple[str, str, str], join: str = "and") -> dict[str, Any]:
    """A condition block: (short name, operator, value) each."""
    values = [
        {
            "type": "item",
            "id": f"c{at}",
            "value": {"question": name, "operator": operator, "value": value},
        }
        for at, (name, operator, value) in enumerate(conditions)
    ]
    return {"join": join, "conditions": values}


def question(kind: str, name: str, text: str, **value: Any) -> dict[str, Any]:
    """A question whose key is `q-<name>`; an English text is made up."""
    return block(kind, f"q-{name}", name=name, text=text, text_en=f"{name} in English", **value)


def section(name: str, *questions: dict[str, Any], **value: Any) -> dict[str, Any]:
    """A section whose key is `s-<name>`."""
    own = {"name": name, "title": f"部分 {name}", "title_en": f"Section {name}", **value}
    return block("section", f"s-{name}", **own, questions=list(questions))


def every_kind() -> list[dict[str, Any]]:
    """A questionnaire on buses: every kind of question, conditions, jumps and "other"."""
    return [
        section(
            "riding",
            question(
                "single",
                "rides",
                "您平时坐公交车吗？",
                is_required=True,
                options=items("经常", "偶尔", "从不", 从不="person"),
            ),
            question(
                "multiple",
                "reasons",
                "您坐公交车做什么？",
                options=items("上班", "上学", "买菜"),
                has_other=True,
                at_most=3,
                show_if=show_if(("rides", "is", "经常"), ("rides", "is", "偶尔"), join="or"),
            ),
            question(
                "dropdown", "line", "您最常坐哪一路？", options=items("1路", "2路", "3路"), has_other=True
            ),
        ),
        section(
            "opinion",
            question("rating", "overall", "您总体满意吗？", is_required=True, highest=5),
            question(
                "matrix",
                "details",
                "各方面怎么样？",
                rows=items("准点", "干净", prefix="r-"),
                options=items("好", "一般", "差"),
            ),
            question("ranking", "wishes", "先改进什么？", options=items("班次", "票价", "站台")),
            question(
                "long_text",
                "why",
                "哪里不满意？",
                max_length=500,
                show_if=show_if(("overall", "at_most", "2")),
            ),
        ),
        section(
            "person",
            question("number", "age", "您的年龄", minimum=10, maximum=110, unit="岁", is_whole=True),
            question("date", "last_ride", "上次坐公交车是哪天？"),
            question("short_text", "district", "您住在哪个街道？", max_length=60),
        ),
    ]


@pytest.fixture(autouse=True)
def fresh_cache() -> None:
    """No test inherits the tries of another."""
    cache.clear()


@pytest.fixture
def site(db: None) -> Site:
    return Site.objects.get(is_default_site=True)


@pytest.fixture
def department(site: Site) -> Department:
    return Department.objects.create(site=site, name="交通运输局", name_en="Transport", slug="transport")


@pytest.fixture
def officer(department: Department) -> User:
    """Somebody of the department who handles its surveys."""
    user = User.objects.create_user("survey-officer", password=PASSWORD, department=department)
    user.groups.add(Group.objects.get(name=OFFICERS))
    return user


@pytest.fixture
def column(site: Site) -> SurveyIndexPage:
    column: SurveyIndexPage = site.root_page.add_child(
        instance=SurveyIndexPage(title="网上调查", slug="surveys-column")
    )
    return column


@pytest.fixture
def make_page(column: SurveyIndexPage, department: Department) -> Callable[..., SurveyPage]:
    """A draft below the column; it opens tomorrow for ten days."""

    def make(title: str = "公交出行满意度调查", **values: Any) -> SurveyPage:
        opens_at = timezone.now() + timedelta(days=1)
        own: dict[str, Any] = {
            "opens_at": opens_at,
            "closes_at": opens_at + timedelta(days=10),
            "department": department,
            "questionnaire": every_kind(),
            "live": False,
        }
        page: SurveyPage = column.add_child(instance=SurveyPage(title=title, **own | values))
        return page

    return make


@pytest.fixture
def make_survey(make_page: Callable[..., SurveyPage]) -> Callable[..., Survey]:
    """A published survey in a phase; further values are those of its page."""

    def make(phase: str = Phase.OPEN, **values: Any) -> Survey:
        now = timezone.now()
        opens_at, closes_at = now - timedelta(days=1), now + timedelta(days=9)
        if phase == Phase.TO_COME:
            opens_at, closes_at = now + timedelta(days=1), now + timedelta(days=11)
        if phase in (Phase.AWAITING_RESULT, Phase.RESULT):
            opens_at, closes_at = now - timedelta(days=11), now - timedelta(days=1)
        page = make_page(**{"opens_at": opens_at, "closes_at": closes_at} | values)
        page.save_revision().publish()
        survey: Survey = Survey.objects.get(page=page)
        if phase == Phase.RESULT:
            survey.result_published_at = now
        if phase == Phase.CANCELLED:
            survey.cancelled_at, survey.cancel_reason = now, "问卷需要重新设计"
        survey.save()
        return survey

    return make


@pytest.fixture
def version_of() -> Callable[[Survey], tuple[SurveyVersion, Questionnaire]]:
    """The newest version of a survey, and what it asks."""

    def newest(survey: Survey) -> tuple[SurveyVersion, Questionnaire]:
        version: SurveyVersion = survey.versions.last()
        return version, questionnaire_of(version)

    return newest
