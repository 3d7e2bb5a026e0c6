"""Mailboxes in the admin and in figures: own people only, explanations count as kept."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, Site

from interaction.cases.actions import Receipt, publish_case, reply_to_case
from interaction.cases.due_dates import due_date_file
from interaction.cases.mailboxes import words_of
from interaction.cases.models import MailboxPage
from interaction.cases.published.listings import published, show, similar
from portal.accounts.models import User
from portal.accounts.roles import EDITORS
from portal.base.models import Department
from tests.factories import HomePageFactory

pytestmark = pytest.mark.django_db
REPLY = "该路段的路灯已于昨日全部修复，请您放心出行。"


@pytest.fixture
def editor(site: Site, county: Site, housing: Department) -> User:
    """An editor of the city, who may add pages there."""
    site.root_page = HomePageFactory()
    site.save()
    editor = User.objects.create_user("city-editor", password="x", department=housing)
    group = Group.objects.get(name=EDITORS)
    editor.groups.add(group)
    may_add = Permission.objects.get(codename="add_page", content_type__app_label="wagtailcore")
    GroupPagePermission.objects.get_or_create(group=group, page=site.root_page, permission=may_add)
    return editor


def test_editor_is_offered_nobody_of_another_site(
    editor: User, site: Site, county: Site, housing: Department, sign_in: Callable[[User], Client]
) -> None:
    elsewhere = Department.objects.create(site=county, name="县住建局", slug="housing")
    User.objects.create_user("county-clerk", password="x", first_name="县里的人", department=elsewhere)
    User.objects.create_user("city-clerk", password="x", first_name="市里的人", department=housing)
    address = reverse("wagtailadmin_pages:add", args=["cases", "mailboxpage", site.root_page.pk])
    page = sign_in(editor).get(address)
    assert page.status_code == 200
    text = page.content.decode()
    assert "市里的人" in text
    assert housing.name in text
    assert "县里的人" not in text
    assert elsewhere.name not in text


def test_an_explanation_counts_as_answered_in_time(
    site: Site,
    make_mailbox: Callable[..., MailboxPage],
    open_letter: Callable[..., Receipt],
    housing: Department,
    officer: User,
) -> None:
    mailbox = make_mailbox(department=housing)
    case = open_letter(mailbox=mailbox, department=housing).case
    reply_to_case(case, officer, "该路段属于小区内部道路，请联系业主委员会。", kind="explanation")
    word = words_of(site, timezone.now() - timedelta(days=1))[mailbox.pk]
    assert (word.received, word.answered, word.on_time) == (1, 1, 1)


def test_a_calendar_is_told_when_nothing_is_due_any_more(
    open_letter: Callable[..., Receipt], housing: Department, officer: User
) -> None:
    case = open_letter(department=housing).case
    assert b"STATUS:CANCELLED" not in due_date_file(case, "https://yunxi.example")
    reply_to_case(case, officer, REPLY)
    assert b"STATUS:CANCELLED" in due_date_file(case, "https://yunxi.example")


def test_public_pages_read_nothing_private(
    site: Site, open_letter: Callable[..., Receipt], housing: Department, officer: User, supervisor: User
) -> None:
    case = open_letter(
        department=housing,
        title="和平路路灯不亮",
        contact="13800000000",
        consent_to_contact=True,
        consent_to_publish=True,
    ).case
    reply_to_case(case, officer, REPLY)
    publish_case(case, supervisor, title="和平路路灯不亮", body="和平路路灯不亮。", reply=REPLY)
    with CaptureQueriesContext(connection) as captured:
        assert [show(letter).letter.title for letter in published(site)] == ["和平路路灯不亮"]
        for letter in similar(site, "和平路路灯不亮"):
            assert letter.case.department == housing
    read = " ".join(query["sql"] for query in captured)
    assert "cases_publication" in read
    for column in ("contact", "contact_name", "notice_email", "body"):
        assert f'"cases_case"."{column}"' not in read
    assert len(captured) <= 8
