"""Which rule holds: of the special kind or its base, of the site's region or the nation."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from wagtail.models import Site

from portal.accounts.models import User
from portal.base.models import Department
from portal.deadlines.actions import extend_obligation, open_obligation
from portal.deadlines.models import DeadlineProfile, DeadlineRule, DeadlineSetting
from tests.factories import SiteFactory
from tests.portal.deadlines.conftest import IN_TIME, KIND, RECEIVED

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("profile", "kind", "amount", "limit"),
    [
        ("national", "case.reply.complaint", 7, 15),
        ("national", "case.reply.fault", 3, None),
        ("jiangxi", "case.reply.complaint", 7, None),
        ("jiangxi", "case.reply.consultation", 7, None),
        ("jiangxi", "case.reply.suggestion", 7, 15),
        ("jiangxi", "case.reply.other", 7, 15),
        ("jiangxi", "case.reply.fault", 3, None),
        ("jiangxi", "disclosure.reply", 20, 40),
        ("sichuan", "document.publication", 3, None),
        ("sichuan", "activity.publication", 24, None),
    ],
)
def test_rule_falls_back_to_its_base_and_to_the_nation(
    site: Site, profile: str, kind: str, amount: int, limit: int | None
) -> None:
    DeadlineSetting.objects.create(site=site, profile=DeadlineProfile.objects.get(slug=profile))
    rule = DeadlineRule.objects.for_kind(site, kind)
    assert (rule.amount, rule.extension_limit) == (amount, limit)


def test_profile_of_one_site_is_not_that_of_another(site: Site) -> None:
    other = SiteFactory()
    DeadlineSetting.objects.create(site=other, profile=DeadlineProfile.objects.get(slug="jiangxi"))
    assert DeadlineRule.objects.for_kind(site, "case.reply.complaint").profile.slug == "national"
    assert DeadlineRule.objects.for_kind(other, "case.reply.complaint").profile.slug == "jiangxi"
    with pytest.raises(DeadlineRule.DoesNotExist):
        DeadlineRule.objects.for_kind(site, "activity.publication")


def test_rule_is_found_in_one_query(site: Site, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        assert DeadlineRule.objects.for_kind(site, "case.reply.fault").term.amount == 3


def test_hours_are_counted_from_the_minute(subject: Department, site: Site) -> None:
    owed = open_obligation(subject, "emergency.press_conference", RECEIVED, site)
    assert (owed.unit, owed.due_at) == ("clock_hours", RECEIVED + timedelta(hours=24))
    assert not owed.is_provisional


def test_day_ends_with_the_offices_where_the_profile_says_so(
    subject: Department, site: Site, officer: User, supervisor: User
) -> None:
    profile = DeadlineProfile.objects.get(slug="jiangxi")
    DeadlineProfile.objects.filter(pk=profile.pk).update(day_ends=time(17, 30))
    DeadlineSetting.objects.create(site=site, profile=profile)
    owed = open_obligation(subject, KIND, RECEIVED, site)
    assert owed.due_at == datetime(2026, 2, 27, 9, 30, tzinfo=UTC)
    assert owed.due_on == date(2026, 2, 27)
    with time_machine.travel(IN_TIME, tick=False):
        extended = extend_obligation(owed, reason="核查", requested_by=officer, approved_by=supervisor)
    assert extended.due_at == datetime(2026, 3, 10, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize("warnings", [[7], [-1], ["1"], [True], 3, [1.5]])
def test_rule_refuses_warnings_that_could_never_be_given(warnings: Any) -> None:
    rule = DeadlineRule.objects.get(profile__slug="national", kind=KIND)
    rule.warn_before = warnings
    with pytest.raises(ValidationError) as refused:
        rule.full_clean()
    assert set(refused.value.message_dict) == {"warn_before"}
