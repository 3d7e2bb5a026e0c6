"""Staff read the rules; supervisors enter the notice, after they have seen what it changes."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import translation
from wagtail.models import Site

from portal.accounts import roles
from portal.accounts.models import User
from portal.base.models import AuditEntry, Department
from portal.deadlines.actions import open_obligation
from portal.deadlines.calendar import load_calendar
from portal.deadlines.missing import missing_years
from portal.deadlines.models import (
    CalendarDay,
    CalendarNotice,
    DeadlineProfile,
    DeadlineRule,
    DeadlineSetting,
    Obligation,
)
from tests.portal.deadlines.conftest import KIND

pytestmark = pytest.mark.django_db
TODAY = datetime(2026, 12, 23, 4, 0, tzinfo=UTC)
# Invented: the real notice was not known when this was written.
TEXT_2027 = (
    "一、元旦：1月1日（周五）至3日（周日）放假，共3天。\n"
    "二、春节：2月5日至11日放假调休，共7天。1月31日（周日）、2月13日（周六）上班。\n"
)
SHIFTED = TEXT_2027.replace(
    "1月1日（周五）至3日（周日）放假，共3天", "1月1日（周五）至4日（周一）放假，共4天"
)
PASTED = {"year": "2027", "number": "国办发明电〔2026〕1号", "issued_on": "2026-11-30", "text": SHIFTED}


def staff(role: str, site: Site) -> User:
    department = Department.objects.create(site=site, name=f"{role}科", slug=role.lower().replace(" ", "-"))
    user = User.objects.create_user(role, password="x", department=department)
    user.groups.add(Group.objects.get(name=role))
    return user


@pytest.fixture
def enter() -> str:
    return reverse("holiday_notice:enter")


@pytest.fixture
def supervisor_client(client: Client, site: Site) -> Client:
    client.force_login(staff(roles.SUPERVISORS, site))
    return client


@pytest.fixture
def owed(subject: Department, site: Site) -> Obligation:
    """Due on 4 January 2027, as long as that day is worked."""
    return open_obligation(subject, KIND, TODAY, site)


def seen_version(page: str) -> str:
    return page.split('name="version" value="')[1].partition('"')[0]


def test_preview_shows_what_changes_and_changes_nothing(
    supervisor_client: Client, enter: str, owed: Obligation
) -> None:
    with translation.override("en"):
        page = supervisor_client.post(enter, PASTED, headers={"accept-language": "en"}).content.decode()
    assert "2027-01-04" in page
    assert f"<td>{owed.due_on}</td><td>2027-01-05</td><td>1</td>" in page
    assert not CalendarNotice.objects.exists()
    owed.refresh_from_db()
    assert (owed.due_on, owed.is_provisional) == (date(2027, 1, 4), True)


def test_confirmed_notice_is_entered_and_counted(
    supervisor_client: Client, enter: str, owed: Obligation
) -> None:
    page = supervisor_client.post(enter, PASTED).content.decode()
    confirmed = PASTED | {"confirm": "1", "version": seen_version(page)}
    answer = supervisor_client.post(enter, confirmed, follow=True)
    assert "1 个到期日有变化" in answer.content.decode()
    notice = CalendarNotice.objects.get()
    assert (notice.year, notice.number, notice.issued_on) == (2027, PASTED["number"], date(2026, 11, 30))
    assert notice.days.filter(is_working=True).count() == 2
    owed.refresh_from_db()
    assert (owed.due_on, owed.is_provisional) == (date(2027, 1, 5), False)
    assert owed.calendar_version == load_calendar().version
    event = owed.events.get(kind="recalculated")
    assert event.actor is not None
    assert event.detail["old_due_at"] == "2027-01-05T00:00:00+08:00"
    assert event.detail["new_due_at"] == "2027-01-06T00:00:00+08:00"
    assert AuditEntry.objects.get(action="calendar.notice_entered").actor == event.actor


def test_notice_is_not_entered_over_a_calendar_that_was_not_seen(
    supervisor_client: Client, enter: str, owed: Obligation
) -> None:
    page = supervisor_client.post(enter, PASTED).content.decode()
    CalendarNotice.objects.create(year=2028, number="又一号", issued_on="2027-11-30")
    answer = supervisor_client.post(enter, PASTED | {"confirm": "1", "version": seen_version(page)})
    assert "日历刚刚被别人修改过" in answer.content.decode()
    assert not CalendarNotice.objects.filter(year=2027).exists()


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"text": SHIFTED.replace("（周五）", "（周四）")}, "第 1 行：星期与日期不符"),
        ({"text": SHIFTED.replace("共7天", "共8天")}, "第 2 行：写的天数与日期不符"),
        ({"text": "今年不放假"}, "没有找到这一年的日期"),
        ({"text": "2027-01-01 休 元旦\n2027-02-30 休 春节"}, "第 2 行：没有这一天"),
        ({"year": "2031"}, "第 1 行：星期与日期不符"),
        ({"number": ""}, "必需字段"),
        ({"issued_on": "后天"}, "输入一个有效的日期"),
    ],
)
def test_bad_notice_is_refused_with_the_line(
    supervisor_client: Client, enter: str, changed: dict[str, str], message: str
) -> None:
    page = supervisor_client.post(enter, PASTED | changed | {"confirm": "1"}).content.decode()
    assert message in page
    assert not CalendarNotice.objects.exists()


@pytest.mark.parametrize("role", [roles.OFFICERS, roles.EDITORS])
def test_others_may_read_but_neither_enter_nor_change(
    client: Client, site: Site, enter: str, role: str
) -> None:
    client.force_login(staff(role, site))
    rule = DeadlineRule.objects.first()
    assert client.get(enter, follow=True).redirect_chain
    assert client.post(enter, PASTED | {"confirm": "1"}).status_code == 302
    assert not CalendarNotice.objects.exists()
    assert "国办发〔2014〕57号" in client.get(reverse("deadlinerule:index")).content.decode()
    assert client.get(reverse("deadlinerule:inspect", args=[rule.pk])).status_code == 200
    assert client.get(reverse("deadlinerule:edit", args=[rule.pk])).status_code == 302
    for name in ("deadlineprofile", "calendarnotice", "calendarday"):
        assert client.get(reverse(f"{name}:index")).status_code == 200


def test_superuser_changes_a_rule(admin_client: Client) -> None:
    rule = DeadlineRule.objects.get(kind=KIND, profile__slug="national")
    form = {
        "profile": rule.profile_id, "kind": KIND, "name": rule.name, "amount": 5, "unit": "working_days",
        "extension_limit": 10, "approver": "nobody", "warn_before": "[2]", "source": "本市办法",
    }  # fmt: skip
    refused = admin_client.post(reverse("deadlinerule:edit", args=[rule.pk]), form | {"warn_before": "[9]"})
    assert "请在方括号里填写小于时限的整数" in refused.content.decode()
    admin_client.post(reverse("deadlinerule:edit", args=[rule.pk]), form)
    rule.refresh_from_db()
    assert (rule.amount, rule.extension_limit, rule.approver, rule.warn_before) == (5, 10, "nobody", [2])


def test_superuser_chooses_the_profile_of_a_site(admin_client: Client, site: Site) -> None:
    profile = DeadlineProfile.objects.get(slug="jiangxi")
    address = reverse("wagtailsettings:edit", args=["deadlines", "deadlinesetting", site.pk])
    admin_client.post(address, {"profile": profile.pk})
    assert DeadlineSetting.for_site(site).profile == profile


def test_national_profile_stays(admin_client: Client) -> None:
    national = DeadlineProfile.objects.get(slug=DeadlineProfile.NATIONAL)
    admin_client.post(reverse("deadlineprofile:delete", args=[national.pk]))
    admin_client.post(
        reverse("deadlineprofile:edit", args=[national.pk]), {"name": "全国方案", "slug": "other"}
    )
    national.refresh_from_db()
    assert (national.name, national.slug) == ("全国方案", "national")


@pytest.mark.parametrize(("kind", "is_used"), [(KIND, True), ("policy.repost", False)])
def test_rule_in_use_stays(admin_client: Client, owed: Obligation, kind: str, is_used: bool) -> None:
    rule = DeadlineRule.objects.get(kind=kind, profile__slug="national")
    answer = admin_client.post(reverse("deadlinerule:delete", args=[rule.pk]), follow=True)
    assert DeadlineRule.objects.filter(pk=rule.pk).exists() is is_used
    assert ("正在使用，不能删除" in answer.content.decode()) is is_used


def test_profile_in_use_stays(admin_client: Client, site: Site) -> None:
    used, unused = (DeadlineProfile.objects.get(slug=slug) for slug in ("jiangxi", "sichuan"))
    DeadlineSetting.objects.create(site=site, profile=used)
    for profile in (used, unused):
        admin_client.post(reverse("deadlineprofile:delete", args=[profile.pk]))
    assert list(DeadlineProfile.objects.values_list("slug", flat=True)) == ["jiangxi", "national"]


def test_day_changed_by_hand_counts_again(admin_client: Client, owed: Obligation) -> None:
    notice = CalendarNotice.objects.create(year=2027, number="国办发明电〔2026〕1号", issued_on="2026-11-30")
    form: dict[str, Any] = {"date": "2027-01-04", "name": "元旦", "name_en": "", "notice": notice.pk}
    admin_client.post(reverse("calendarday:add"), form)
    owed.refresh_from_db()
    assert (owed.due_on, owed.is_provisional) == (date(2027, 1, 5), False)
    day = CalendarDay.objects.get()
    admin_client.post(reverse("calendarday:edit", args=[day.pk]), form | {"date": "2027-01-05"})
    owed.refresh_from_db()
    assert owed.due_on == date(2027, 1, 4)
    admin_client.post(reverse("calendarday:edit", args=[day.pk]), form)
    admin_client.post(reverse("calendarday:delete", args=[day.pk]))
    owed.refresh_from_db()
    assert owed.due_on == date(2027, 1, 4)
    admin_client.post(reverse("calendarnotice:delete", args=[notice.pk]))
    owed.refresh_from_db()
    assert (owed.due_on, owed.is_provisional) == (date(2027, 1, 4), True)
    assert owed.events.filter(kind="recalculated").count() == 4


def test_notice_is_never_added_without_its_days(admin_client: Client, enter: str) -> None:
    assert enter in admin_client.get(reverse("calendarnotice:index")).content.decode()


@pytest.mark.parametrize(("role", "may_enter"), [(roles.SUPERVISORS, True), (roles.OFFICERS, False)])
@time_machine.travel(TODAY, tick=False)
def test_home_page_warns_of_the_missing_year(
    client: Client, site: Site, owed: Obligation, enter: str, role: str, may_enter: bool
) -> None:
    client.force_login(staff(role, site))
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    assert "2027 年的放假通知尚未录入，有 1 个未办结的到期日是暂定的" in page
    panel = page.split("放假通知尚未录入")[1].split("</div>")[0]
    assert (enter in panel) is may_enter


@time_machine.travel(TODAY, tick=False)
def test_missing_years_are_those_that_open_dates_reach(
    client: Client, enter: str, site: Site, owed: Obligation
) -> None:
    client.force_login(staff(roles.SUPERVISORS, site))
    [missing] = missing_years(site)
    assert (missing.year, missing.provisional) == (2027, 1)
    assert 'name="year" value="2027"' in client.get(enter).content.decode()
    page = client.post(enter, PASTED).content.decode()
    client.post(enter, PASTED | {"confirm": "1", "version": seen_version(page)})
    assert missing_years(site) == missing_years() == []


@time_machine.travel(datetime(2026, 6, 1, tzinfo=UTC), tick=False)
def test_no_year_is_missing_that_no_date_reaches() -> None:
    assert missing_years() == []
