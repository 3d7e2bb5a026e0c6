"""Two sites, three departments, officers and a letter."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.test import Client
from wagtail.models import Page, Site

from interaction.cases.actions import Receipt, open_case
from interaction.cases.models import MailboxPage
from portal.accounts.models import User
from portal.accounts.roles import OFFICERS, SUPERVISORS
from portal.base.models import Department, SiteIdentity

PASSWORD = "correct-horse-battery"


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
def county(site: Site) -> Site:
    root = Page.objects.get(depth=1).add_child(instance=Page(title="云台县", slug="yuntai"))
    return Site.objects.create(hostname="county.example", root_page=root, site_name="云台县")


@pytest.fixture
def housing(site: Site) -> Department:
    return Department.objects.create(
        site=site, name="住房和城乡建设局", name_en="Housing Bureau", slug="housing"
    )


@pytest.fixture
def health(site: Site) -> Department:
    return Department.objects.create(site=site, name="卫生健康委员会", name_en="Health", slug="health")


@pytest.fixture
def make_officer(db: None) -> Callable[..., User]:
    def make(username: str, department: Department | None) -> User:
        user = User.objects.create_user(username, password=PASSWORD, department=department)
        user.groups.add(Group.objects.get(name=OFFICERS))
        return user

    return make


@pytest.fixture
def officer(make_officer: Callable[..., User], housing: Department) -> User:
    return make_officer("officer", housing)


@pytest.fixture
def colleague(make_officer: Callable[..., User], housing: Department) -> User:
    return make_officer("colleague", housing)


@pytest.fixture
def stranger(make_officer: Callable[..., User], health: Department) -> User:
    return make_officer("stranger", health)


@pytest.fixture
def open_letter(site: Site) -> Callable[..., Receipt]:
    def make(**values: Any) -> Receipt:
        wanted = {
            "site": site,
            "channel": "letter",
            "kind": "consultation",
            "title": "路灯不亮",
            "body": "我家门口的路灯三天不亮了，什么时候修？",
        }
        return open_case(**(wanted | values))

    return make


@pytest.fixture
def sign_in() -> Callable[[User], Client]:
    def make(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return make


@pytest.fixture
def supervisor(site: Site) -> User:
    office = Department.objects.create(site=site, name="政府办公室", name_en="General Office", slug="office")
    user = User.objects.create_user("supervisor", password=PASSWORD, department=office)
    user.groups.add(Group.objects.get(name=SUPERVISORS))
    return user


@pytest.fixture
def make_mailbox(site: Site) -> Callable[..., MailboxPage]:
    def make(**values: Any) -> MailboxPage:
        wanted = {"title": "市长信箱", "slug": "mayor", "purpose": MailboxPage.Purpose.MAYOR}
        mailbox: MailboxPage = site.root_page.add_child(instance=MailboxPage(**(wanted | values)))
        return mailbox

    return make
