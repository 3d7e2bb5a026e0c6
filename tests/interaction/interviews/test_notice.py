"""The notice comes a week ahead or says why not (R049), at the form and through the stages of review."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import override
from icalendar import Calendar
from wagtail.models import Site, Workflow, WorkflowState

from interaction.interviews.actions import life_cycle
from interaction.interviews.models import (
    Interview,
    InterviewGuest,
    InterviewIndexPage,
    InterviewPage,
    YearlyQuota,
)
from interaction.interviews.notice import problems_of
from portal.accounts import roles
from portal.accounts.models import User
from portal.base.models import Department
from tests.interaction.interviews.conftest import PASSWORD, Crew

DAY = timedelta(days=1)


@pytest.fixture
def make_draft(column: InterviewIndexPage, department: Department) -> Callable[..., InterviewPage]:
    def make(days: float, **values: Any) -> InterviewPage:
        draft: InterviewPage = column.add_child(
            instance=InterviewPage(
                title="夜市怎么管",
                live=False,
                starts_at=timezone.now() + days * DAY,
                department=department,
                **values,
            )
        )
        InterviewGuest.objects.create(page=draft, name="沈清和", title="云溪市民政局副局长")
        draft = InterviewPage.objects.get(pk=draft.pk)
        draft.save_revision()
        return draft

    return make


def fields_of(page: InterviewPage, site: Site) -> list[str]:
    """The fields that keep a page from being published now."""
    return [field for field, _words in problems_of(page, site, timezone.now())]


def publish(page: InterviewPage) -> InterviewPage:
    page.save_revision().publish()
    return InterviewPage.objects.get(pk=page.pk)


def test_a_week_ahead_needs_no_reason(make_draft: Callable[..., InterviewPage], site: Site) -> None:
    assert fields_of(make_draft(7), site) == []


def test_later_needs_one(make_draft: Callable[..., InterviewPage], site: Site) -> None:
    draft = make_draft(6)
    assert fields_of(draft, site) == ["late_notice_reason"]
    draft.late_notice_reason = "台风临近，需要尽快说明避险安排"
    assert fields_of(draft, site) == []


def test_the_lead_time_is_the_sites_own(make_draft: Callable[..., InterviewPage], site: Site) -> None:
    YearlyQuota.objects.create(site=site, lead_time_days=3)
    assert fields_of(make_draft(3), site) == []
    assert fields_of(make_draft(2), site) == ["late_notice_reason"]


def test_what_counts_is_when_it_goes_live(make_draft: Callable[..., InterviewPage], site: Site) -> None:
    draft = make_draft(8)
    draft.go_live_at = timezone.now() + 3 * DAY
    assert fields_of(draft, site) == ["late_notice_reason"]


def test_an_announced_time_is_changed_with_a_reason(
    make_draft: Callable[..., InterviewPage], site: Site
) -> None:
    page = publish(make_draft(10))
    page.starts_at += DAY
    assert fields_of(page, site) == ["time_change_reason"]
    page.time_change_reason = "场地装修"
    assert fields_of(page, site) == []
    page.starts_at = timezone.now() + 2 * DAY
    assert fields_of(page, site) == ["late_notice_reason"]
    page.starts_at = timezone.now() - DAY
    assert "starts_at" in fields_of(page, site)


def test_the_time_of_what_has_begun_is_not_changed(
    make_draft: Callable[..., InterviewPage], site: Site
) -> None:
    page = publish(make_draft(10))
    with time_machine.travel(page.starts_at + timedelta(minutes=1), tick=False):
        page.starts_at += DAY
        assert fields_of(page, site) == ["starts_at"]


def test_a_page_published_long_ago_is_mended_without_a_reason(
    make_draft: Callable[..., InterviewPage], site: Site
) -> None:
    page = publish(make_draft(10))
    with time_machine.travel(page.starts_at - DAY, tick=False):
        page.summary = "怎么管，怎么办证。"
        assert fields_of(page, site) == []


@pytest.mark.parametrize("values", [{"questions_from": timedelta(days=11)}, {"length_minutes": 0}])
def test_impossible_times_are_refused(
    make_draft: Callable[..., InterviewPage], values: dict[str, Any]
) -> None:
    page = make_draft(10)
    for name, value in values.items():
        setattr(page, name, timezone.now() + value if isinstance(value, timedelta) else value)
    with pytest.raises(ValidationError):
        page.full_clean()


# Through the admin


@pytest.fixture
def editor(department: Department) -> User:
    user = User.objects.create_user("editor", password=PASSWORD, department=department)
    user.groups.add(Group.objects.get(name=roles.EDITORS))
    return user


@pytest.fixture
def reviewers(department: Department) -> list[User]:
    people = []
    for at, group in enumerate(roles.REVIEWERS, start=1):
        person = User.objects.create_user(f"reviewer-{at}", password=PASSWORD, department=department)
        person.groups.add(Group.objects.get(name=group))
        people.append(person)
    return people


def form_of(page: InterviewPage, **changes: str) -> dict[str, str]:
    """The page's form as the admin sends it."""
    guest = page.guests.get()
    data = {
        "title": page.title,
        "slug": page.slug,
        "starts_at": f"{localtime(page.starts_at):%Y-%m-%d %H:%M}",
        "length_minutes": "60",
        "department": str(page.department_id or ""),
        "guests-TOTAL_FORMS": "1",
        "guests-INITIAL_FORMS": "1",
        "guests-MIN_NUM_FORMS": "1",
        "guests-MAX_NUM_FORMS": "1000",
        "guests-0-id": str(guest.pk),
        "guests-0-name": guest.name,
        "guests-0-title": guest.title,
        "guests-0-ORDER": "1",
        "transcript-count": "0",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
    }
    for name in ("members",):
        data |= {f"{name}-TOTAL_FORMS": "0", f"{name}-INITIAL_FORMS": "0"}
    return data | changes


def send(client: Client, page: InterviewPage, **changes: str) -> Any:
    """Send the page's form."""
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form_of(page, **changes))


def test_the_form_asks_for_the_reason_at_the_field(
    make_draft: Callable[..., InterviewPage], editor: User, client: Client
) -> None:
    draft = make_draft(2)
    client.force_login(editor)
    answer = send(client, draft, **{"action-submit": "1"})
    assert "late_notice_reason" in answer.context["form"].errors
    assert not WorkflowState.objects.exists()
    answer = send(client, draft, **{"action-submit": "1", "late_notice_reason": "台风临近"})
    assert answer.status_code == 302, answer.context["form"].errors
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_IN_PROGRESS


def test_a_draft_may_be_saved_unfinished(
    make_draft: Callable[..., InterviewPage], editor: User, client: Client
) -> None:
    client.force_login(editor)
    assert send(client, make_draft(2)).status_code == 302


def test_review_stops_a_notice_that_has_become_late(
    make_draft: Callable[..., InterviewPage], editor: User, reviewers: list[User], client: Client
) -> None:
    draft = make_draft(8)
    Workflow.objects.get(active=True).start(draft, editor)
    for reviewer in reviewers[:2]:
        task_state = draft.current_workflow_task_state
        task_state.task.specific.on_action(task_state, reviewer, "approve")
        draft = InterviewPage.objects.get(pk=draft.pk)
    with time_machine.travel(draft.starts_at - 3 * DAY, tick=False):
        task_state = draft.current_workflow_task_state
        task = task_state.task.specific
        assert [action[0] for action in task.get_actions(draft, reviewers[2])] == ["reject"]
        with pytest.raises(PermissionDenied):
            task.on_action(task_state, reviewers[2], "approve")
        assert not Interview.objects.exists()
        client.force_login(reviewers[2])
        shown = client.get(reverse("wagtailadmin_pages:edit", args=[draft.pk]))
        assert any("7" in str(message) for message in shown.context["messages"])
    task.on_action(draft.current_workflow_task_state, reviewers[2], "approve")
    assert Interview.objects.get().page_id == draft.pk


def test_an_announced_interview_is_not_deleted(
    make_interview: Callable[..., Interview], admin_user: User, client: Client
) -> None:
    interview = make_interview()
    client.force_login(admin_user)
    for page in (interview.page, interview.page.get_parent()):
        answer = client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
        assert answer.status_code == 302
    assert InterviewPage.objects.filter(pk=interview.page_id).exists()


def test_an_editor_names_people_of_their_own_site_only(
    make_draft: Callable[..., InterviewPage], editor: User, crew: Crew, county: Site, client: Client
) -> None:
    stranger = User.objects.create_user("stranger")
    stranger.department = Department.objects.create(site=county, name="民政局", slug="civil")
    stranger.save()
    client.force_login(editor)
    draft = make_draft(9)
    form = client.get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).context["form"]
    for name in ("guests", "members"):
        people = form.formsets[name].empty_form.fields["user"].queryset
        assert crew.host in people
        assert stranger not in people
    send(client, draft, **{"guests-0-user": str(stranger.pk)})
    assert InterviewPage.objects.get().get_latest_revision_as_object().guests.get().user is None


# What citizens see


def read(client: Client, interview: Interview, language: str = "zh-hans") -> str:
    """The page of an interview as a visitor reads it."""
    with override(language):
        answer = client.get(interview.page.get_url())
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_cover_says_all(make_interview: Callable[..., Interview], crew: Crew, client: Client) -> None:
    for person, name in ((crew.host, "周宁"), (crew.moderator, "方舟")):
        person.first_name = name
        person.save()
    interview = make_interview()
    page = read(client, interview)
    for words in ("高龄津贴怎么领", "沈清和", "云溪市民政局副局长", "民政局", "周宁", "领取条件"):
        assert words in page
    assert f"{localtime(interview.starts_at):%H:%M}" in page
    assert "方舟" not in page


@pytest.mark.parametrize("state", Interview.State.values)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_state_has_its_page(
    state: str, language: str, make_interview: Callable[..., Interview], client: Client
) -> None:
    values = {"cancel_reason": "嘉宾身体不适"} if state == "cancelled" else {}
    interview = make_interview(state, **values)
    page = read(client, interview, language)
    # What scripts put into its place later is no state of now.
    shown = re.sub(r"<template.*?</template>", "", page, flags=re.DOTALL)
    assert ("interview-state--live" in shown) == (state == "live")
    assert ('http-equiv="refresh"' in page) == (state in Interview.RUNNING_STATES)
    assert ("嘉宾身体不适" in page) == (state == "cancelled")


def test_reasons_are_shown(make_interview: Callable[..., Interview], crew: Crew, client: Client) -> None:
    interview = make_interview()
    InterviewPage.objects.filter(pk=interview.page_id).update(late_notice_reason="台风临近")
    life_cycle.delay_interview(interview, crew.host, interview.starts_at + DAY, "嘉宾参加防汛会议")
    page = read(client, interview)
    assert "台风临近" in page
    assert "嘉宾参加防汛会议" in page


def test_the_page_sets_no_cookie_of_the_device(
    make_interview: Callable[..., Interview], client: Client
) -> None:
    read(client, make_interview())
    assert "device" not in client.cookies


def test_the_calendar_file(make_interview: Callable[..., Interview], crew: Crew, client: Client) -> None:
    interview = make_interview()
    address = reverse("interviews:calendar", args=[interview.pk])
    first = Calendar.from_ical(client.get(address).content).walk("VEVENT")[0]
    assert first["dtstart"].dt == interview.starts_at.replace(microsecond=0)
    assert (first["status"], str(first["summary"])) == ("CONFIRMED", "高龄津贴怎么领")
    assert str(first["url"]).endswith(interview.page.get_url())
    life_cycle.delay_interview(interview, crew.host, interview.starts_at + DAY, "改期")
    moved = Calendar.from_ical(client.get(address).content).walk("VEVENT")[0]
    assert moved["uid"] == first["uid"]
    assert moved["sequence"] > first["sequence"]
    assert moved["dtstart"].dt == (interview.starts_at + DAY).replace(microsecond=0)
    life_cycle.cancel_interview(interview, crew.host, "嘉宾身体不适")
    assert Calendar.from_ical(client.get(address).content).walk("VEVENT")[0]["status"] == "CANCELLED"


def test_the_feeds(make_interview: Callable[..., Interview], crew: Crew, client: Client) -> None:
    interview = make_interview()
    life_cycle.delay_interview(interview, crew.host, interview.starts_at + DAY, "嘉宾参加防汛会议")
    of_site = client.get(reverse("interviews:feed")).content.decode()
    assert "高龄津贴怎么领" in of_site
    of_page = client.get(reverse("interviews:page_feed", args=[interview.pk])).content.decode()
    assert "嘉宾参加防汛会议" in of_page
    assert of_page.count("<entry>") == 1


def test_nothing_of_an_unpublished_page_is_shown(
    make_interview: Callable[..., Interview], client: Client
) -> None:
    interview = make_interview()
    interview.page.unpublish()
    for name in ("calendar", "page_feed", "remind"):
        assert client.get(reverse(f"interviews:{name}", args=[interview.pk])).status_code == 404
