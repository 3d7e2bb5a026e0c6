"""How a site stands with the interviews that it owes in a year (R048)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import Site

from interaction.interviews import entries
from interaction.interviews.models import Interview, YearlyQuota
from interaction.interviews.quotas import progress_of, quota_of
from interaction.interviews.rules import Progress
from interaction.rooms.actions import append_entry
from portal.accounts.models import User
from portal.deadlines.rules import ZONE
from tests.interaction.interviews.conftest import Crew

NOW = datetime(2026, 11, 22, 9, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("level", "own", "quota"), [("portal", None, 4), ("department", None, 2), ("department", 6, 6)]
)
def test_the_level_gives_the_number_unless_the_site_has_its_own(
    level: str, own: int | None, quota: int, site: Site
) -> None:
    YearlyQuota.objects.create(site=site, level=level, interviews=own)
    assert quota_of(site) == quota


def test_a_site_without_a_setting_is_a_portal(site: Site) -> None:
    assert quota_of(site) == 4


def say_something(interview: Interview) -> None:
    """Write a remark into its log."""
    assert interview.room is not None
    append_entry(
        interview.room, entries.REMARK, {"text": "大家好", "by": "周宁", "title": "", "duty": "host"}
    )


@pytest.fixture
def make_at(make_interview: Callable[..., Interview]) -> Callable[[str, datetime], Interview]:
    def make(state: str, day: datetime) -> Interview:
        values = {"cancel_reason": "嘉宾身体不适"} if state == "cancelled" else {}
        interview = make_interview(state, title=f"{state} {day:%Y-%m-%d}", **values)
        times = {"starts_at": day, "ends_at": day + timedelta(hours=1)}
        if state in Interview.AFTER_STATES:
            times["ended_at"] = day + timedelta(hours=1)
        Interview.objects.filter(pk=interview.pk).update(**times)
        if state in Interview.AFTER_STATES:
            say_something(interview)
        return interview

    return make


def test_what_counts(make_at: Callable[[str, datetime], Interview], site: Site, county: Site) -> None:
    make_at("transcribed", datetime(2026, 1, 1, 0, 10, tzinfo=ZONE))
    make_at("ended", datetime(2026, 6, 1, 9, tzinfo=ZONE))
    make_at("transcribed", datetime(2025, 12, 31, 22, tzinfo=ZONE))
    make_at("cancelled", datetime(2026, 3, 1, 9, tzinfo=ZONE))
    make_at("collecting", datetime(2026, 12, 3, 9, tzinfo=ZONE))
    make_at("announced", datetime(2027, 1, 5, 9, tzinfo=ZONE))
    elsewhere = make_at("ended", datetime(2026, 7, 1, 9, tzinfo=ZONE))
    Interview.objects.filter(pk=elsewhere.pk).update(site=county)
    progress = progress_of(site, NOW)
    assert (progress.year, progress.held, progress.planned, progress.quota) == (2026, 2, 1, 4)
    assert (progress.remaining, progress.unplanned, progress.is_met) == (2, 1, False)
    assert progress_of(county, NOW).held == 1


def test_what_nobody_spoke_in_was_not_held(make_interview: Callable[..., Interview], site: Site) -> None:
    silent = make_interview("ended")
    now = timezone.now()
    assert progress_of(site, now).held == 0
    say_something(silent)
    assert progress_of(site, now).held == 1


@given(st.integers(0, 12), st.integers(0, 12), st.integers(1, 12))
def test_nothing_is_owed_below_zero(held: int, planned: int, quota: int) -> None:
    progress = Progress(2026, held, planned, quota)
    assert progress.remaining == max(quota - held, 0)
    assert 0 <= progress.unplanned <= progress.remaining
    assert progress.is_met == (progress.remaining == 0)
    assert progress.unplanned == 0 or held + planned + progress.unplanned == quota


def test_owners_see_it_on_the_home_page_of_the_admin(
    make_interview: Callable[..., Interview], crew: Crew, client: Client
) -> None:
    say_something(make_interview("ended"))
    client.force_login(crew.host)
    for address in (reverse("wagtailadmin_home"), reverse("interviews_admin:index")):
        page = client.get(address).content.decode()
        assert 'max="4"' in page
        assert 'value="1"' in page


def test_the_setting_is_edited_in_the_admin(admin_user: User, site: Site, client: Client) -> None:
    client.force_login(admin_user)
    address = reverse("wagtailsettings:edit", args=["interviews", "yearlyquota", site.pk])
    form = {"level": "department", "interviews": "", "lead_time_days": "10"}
    assert client.post(address, form).status_code == 302
    assert (quota_of(site), YearlyQuota.for_site(site).lead_time_days) == (2, 10)
