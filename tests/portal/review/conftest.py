"""A policy that an editor wrote, and one person for each stage of its review."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.utils.translation import activate
from wagtail.models import Page, Site, Workflow, WorkflowState

from portal.accounts import roles
from portal.accounts.models import User
from portal.content.models import PolicyPage
from tests.factories import HomePageFactory, PolicyPageFactory, SectionPageFactory, article

TEXT = "饲养信鸽的居民应当向社区登记。"


@pytest.fixture(autouse=True)
def fresh_cache() -> None:
    """No test inherits the site roots or the language of another."""
    cache.clear()
    activate("zh-hans")


@pytest.fixture
def make_staff(db: None) -> Callable[..., User]:
    def make(username: str, *groups: str, superuser: bool = False) -> User:
        user: User = User.objects.create_user(username, is_superuser=superuser)
        user.groups.add(*Group.objects.filter(name__in=groups))
        return user

    return make


@pytest.fixture
def editor(make_staff: Callable[..., User]) -> User:
    return make_staff("editor", roles.EDITORS)


@pytest.fixture
def reviewers(make_staff: Callable[..., User]) -> list[User]:
    """One for each stage, in order."""
    return [make_staff(f"reviewer-{at}", group) for at, group in enumerate(roles.REVIEWERS, start=1)]


@pytest.fixture
def section(db: None) -> Page:
    site = Site.objects.get(is_default_site=True)
    site.root_page = HomePageFactory()
    site.save()
    return SectionPageFactory(parent=site.root_page)


@pytest.fixture
def draft(section: Page, editor: User) -> PolicyPage:
    """An editor's draft; nobody has seen it yet."""
    page: PolicyPage = PolicyPageFactory(
        parent=section, title="信鸽饲养管理办法", owner=editor, body=[article("第一条", TEXT)]
    )
    page.save_revision(user=editor)
    return page


@pytest.fixture
def submitted(draft: PolicyPage, editor: User) -> PolicyPage:
    """The draft with its review begun."""
    Workflow.objects.get(active=True).start(draft, editor)
    return draft


def review_of(page: Page) -> WorkflowState:
    """The review of a page, read anew."""
    return WorkflowState.objects.for_instance(page).latest("pk")


def stage_of(page: Page) -> int:
    """At which stage, 1 to 3, the review of a page is."""
    state = review_of(page)
    stages = list(state.workflow.tasks.values_list("pk", flat=True))
    return stages.index(state.current_task_state.task_id) + 1


def approve(page: Page, user: User) -> None:
    """Approve the stage that the review is at."""
    state = review_of(page)
    state.current_task_state.task.specific.on_action(state.current_task_state, user, "approve")
