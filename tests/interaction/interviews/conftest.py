"""An interview in any state, with everybody who has a duty in it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.utils import timezone
from wagtail.models import Page, Site

from interaction.interviews.models import (
    Interview,
    InterviewGuest,
    InterviewIndexPage,
    InterviewMember,
    InterviewPage,
    Question,
)
from interaction.moderation.models import RejectionCode
from interaction.rooms.actions import open_room
from portal.accounts.models import User
from portal.accounts.roles import HOSTS
from portal.base.models import Department, SiteIdentity

PASSWORD = "correct-horse-battery"
DEVICE = "d" * 64


@dataclass
class Crew:
    """One person for each duty."""

    host: User
    moderator: User
    recorder: User
    guest: User


@pytest.fixture(autouse=True)
def fresh_cache() -> None:
    """No test inherits the tries of another."""
    cache.clear()


@pytest.fixture
def site(db: None) -> Site:
    site = Site.objects.get(is_default_site=True)
    SiteIdentity.objects.update_or_create(site=site, defaults={"case_prefix": "YX"})
    return site


@pytest.fixture
def department(site: Site) -> Department:
    return Department.objects.create(site=site, name="民政局", name_en="Civil Affairs", slug="civil-affairs")


@pytest.fixture
def make_host(department: Department) -> Callable[[str], User]:
    def make(username: str) -> User:
        user = User.objects.create_user(username, password=PASSWORD, department=department)
        user.groups.add(Group.objects.get(name=HOSTS))
        return user

    return make


@pytest.fixture
def crew(make_host: Callable[[str], User]) -> Crew:
    return Crew(*(make_host(name) for name in ("host", "moderator", "recorder", "guest")))


@pytest.fixture
def column(site: Site) -> InterviewIndexPage:
    column: InterviewIndexPage = site.root_page.add_child(
        instance=InterviewIndexPage(title="在线访谈", slug="interviews-column")
    )
    return column


@pytest.fixture
def make_interview(
    column: InterviewIndexPage, department: Department, crew: Crew
) -> Callable[..., Interview]:
    """Make an interview in a state: tomorrow, running, or over since an hour."""

    def make(
        state: str = Interview.State.COLLECTING, title: str = "高龄津贴怎么领", **values: Any
    ) -> Interview:
        # A page's revisions keep no microseconds.
        now = timezone.now().replace(microsecond=0)
        starts_at = now + timedelta(days=1)
        times: dict[str, Any] = {}
        if state in Interview.RUNNING_STATES:
            starts_at = now - timedelta(minutes=10)
            times = {"started_at": starts_at}
        if state in Interview.AFTER_STATES:
            starts_at = now - timedelta(hours=2)
            times = {"started_at": starts_at, "ended_at": starts_at + timedelta(hours=1)}
        page: InterviewPage = column.add_child(
            instance=InterviewPage(
                title=title, starts_at=starts_at, department=department, outline="领取条件"
            )
        )
        InterviewGuest.objects.create(page=page, name="沈清和", title="云溪市民政局副局长", user=crew.guest)
        for role in InterviewMember.Role.values:
            InterviewMember.objects.create(page=page, user=getattr(crew, role), role=role)
        interview: Interview = Interview.objects.create(
            site=page.get_site(),
            page=page,
            state=state,
            announced_at=now - timedelta(days=8),
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=1),
            **times | values,
        )
        interview.room = open_room(interview, interview.site)
        interview.save(update_fields=["room"])
        return interview

    return make


@pytest.fixture
def make_question() -> Callable[..., Question]:
    def make(interview: Interview, text: str = "高龄津贴从几岁开始领？", **values: Any) -> Question:
        interview.last_question_number += 1
        interview.save(update_fields=["last_question_number"])
        question: Question = Question.objects.create(
            interview=interview,
            number=interview.last_question_number,
            text=text,
            public_text=text,
            **{"author_key": DEVICE} | values,
        )
        return question

    return make


@pytest.fixture
def rude(site: Site) -> RejectionCode:
    code: RejectionCode = RejectionCode.objects.create(
        site=site, code="rude-test", name="辱骂他人", explanation="请换一种说法再提问。"
    )
    return code


@pytest.fixture
def county(site: Site) -> Site:
    root = Page.objects.get(depth=1).add_child(instance=Page(title="云台县", slug="yuntai"))
    return Site.objects.create(hostname="county.example", root_page=root, site_name="云台县")
