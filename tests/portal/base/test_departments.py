"""Supervisors keep the departments of their own site in the admin."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, Site

from portal.accounts.models import User
from portal.accounts.roles import OFFICERS, SUPERVISORS
from portal.base.departments import DepartmentViewSet
from portal.base.models import Department

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return Site.objects.get(is_default_site=True)


@pytest.fixture
def housing(site: Site) -> Department:
    return Department.objects.create(site=site, name="住房和城乡建设局", slug="housing")


@pytest.fixture
def elsewhere() -> Department:
    root = Page.objects.get(depth=1).add_child(instance=Page(title="云台县", slug="yuntai"))
    county = Site.objects.create(hostname="county.example", root_page=root)
    return Department.objects.create(site=county, name="县住建局", slug="housing")


def signed_in(role: str, department: Department) -> Client:
    user = User.objects.create_user(role, password="x", department=department)
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return client


def address(name: str, *args: int) -> str:
    return reverse(DepartmentViewSet().get_url_name(name), args=args)


def test_supervisor_adds_and_renames_departments(site: Site, housing: Department) -> None:
    boss = signed_in(SUPERVISORS, housing)
    values = {"site": site.pk, "name": "民政局", "slug": "civil-affairs", "order": 3}
    assert boss.post(address("add"), values).status_code == 302
    assert Department.objects.get(slug="civil-affairs").name == "民政局"
    edited = values | {"name": "住房和城市建设局", "slug": "housing", "phone": "8810 1009"}
    assert boss.post(address("edit", housing.pk), edited).status_code == 302
    housing.refresh_from_db()
    assert (housing.name, housing.phone) == ("住房和城市建设局", "8810 1009")


def test_departments_of_another_site_do_not_exist(housing: Department, elsewhere: Department) -> None:
    boss = signed_in(SUPERVISORS, housing)
    page = boss.get(address("index")).content.decode()
    assert housing.name in page
    assert elsewhere.name not in page
    assert boss.get(address("edit", elsewhere.pk)).status_code == 404
    values = {"site": elsewhere.site_id, "name": "新局", "slug": "new", "order": 0}
    assert boss.post(address("add"), values).status_code == 200
    assert not Department.objects.filter(slug="new").exists()


def test_officer_keeps_none(housing: Department) -> None:
    assert signed_in(OFFICERS, housing).get(address("index")).status_code == 302
