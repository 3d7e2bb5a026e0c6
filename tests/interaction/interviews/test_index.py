"""The column, the home page and the admin list: what is live, what is coming, what was said."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site

from interaction.interviews.gates import interview_gate
from interaction.interviews.models import Interview, InterviewGuest, InterviewIndexPage, InterviewPage
from portal.accounts import roles
from portal.accounts.models import User
from portal.base.models import Department
from portal.deadlines.rules import ZONE
from tests.factories import HomePageFactory
from tests.interaction.interviews.conftest import Crew


def titles(cards: list[Any]) -> list[str]:
    return [card.page.title for card in cards]


def read(client: Client, column: InterviewIndexPage, query: str = "") -> Any:
    answer = client.get(column.get_url() + query)
    assert answer.status_code == 200
    return answer.context


@pytest.fixture
def make_past(make_interview: Callable[..., Interview]) -> Callable[..., Interview]:
    """Make an interview that was over at a date."""

    def make(title: str, day: datetime, state: str = "transcribed", **page: Any) -> Interview:
        interview = make_interview(state, title=title)
        Interview.objects.filter(pk=interview.pk).update(
            starts_at=day, ends_at=day + timedelta(hours=1), started_at=day, ended_at=day + timedelta(hours=1)
        )
        if page:
            InterviewPage.objects.filter(pk=interview.page_id).update(**page)
        return interview

    return make


def test_each_stands_where_its_state_puts_it(
    make_interview: Callable[..., Interview], column: InterviewIndexPage, client: Client
) -> None:
    for state in ("announced", "collecting", "live", "paused", "ended", "transcribed"):
        make_interview(state, title=state)
    make_interview("cancelled", title="cancelled", cancel_reason="嘉宾身体不适")
    shown = read(client, column)
    assert sorted(titles(shown["running"])) == ["live", "paused"]
    assert sorted(titles(shown["to_come"])) == ["announced", "collecting"]
    assert sorted(titles(shown["past"])) == ["ended", "transcribed"]


def test_the_clock_moves_them_without_its_task(
    make_interview: Callable[..., Interview], column: InterviewIndexPage, client: Client
) -> None:
    interview = make_interview()
    with time_machine.travel(interview.starts_at + timedelta(minutes=1), tick=False):
        shown = read(client, column)
        assert (len(shown["running"]), len(shown["to_come"])) == (1, 0)
    with time_machine.travel(interview.ends_at + timedelta(hours=2), tick=False):
        assert titles(read(client, column)["past"]) == [interview.page.title]


def test_past_interviews_are_filtered_and_searched(
    make_past: Callable[..., Interview], site: Site, column: InterviewIndexPage, client: Client
) -> None:
    schools = Department.objects.create(site=site, name="教育局", slug="education")
    make_past("学区怎么划", datetime(2025, 12, 31, 23, 30, tzinfo=ZONE), department=schools)
    make_past("燃气安全", datetime(2026, 1, 1, 0, 30, tzinfo=ZONE), outline="入户检查")
    lift = make_past("加装电梯", datetime(2026, 3, 1, 9, tzinfo=ZONE))
    InterviewGuest.objects.filter(page=lift.page).update(name="顾长风")
    found = {
        "?year=2025": ["学区怎么划"],
        "?year=2026": ["加装电梯", "燃气安全"],
        "?department=education": ["学区怎么划"],
        "?q=检查": ["燃气安全"],
        "?q=顾长风": ["加装电梯"],
        "?q=电梯+顾": ["加装电梯"],
        "?q=电梯+检查": [],
        "?year=abcd&department=&q=": ["加装电梯", "燃气安全", "学区怎么划"],
        "?year=0000": ["加装电梯", "燃气安全", "学区怎么划"],
    }
    assert {query: titles(read(client, column, query)["past"]) for query in found} == found
    assert read(client, column)["years"] == [2026, 2025]


def test_words_of_the_transcript_are_found(
    make_past: Callable[..., Interview], column: InterviewIndexPage, client: Client
) -> None:
    interview = make_past("加装电梯", datetime(2026, 3, 1, 9, tzinfo=ZONE))
    make_past("燃气安全", datetime(2026, 4, 1, 9, tzinfo=ZONE))
    page = InterviewPage.objects.get(pk=interview.page_id)
    said = {"answerer": "顾长风", "at": None, "text": "底层住户可以申请采光补偿。"}
    exchange = {"question": 1, "asked_by": "", "text": "一楼不同意怎么办？", "answers": [said]}
    page.transcript = [("exchange", exchange)]
    page.save()
    assert titles(read(client, column, "?q=采光补偿")["past"]) == ["加装电梯"]
    assert titles(read(client, column, "?q=无人机")["past"]) == []


def test_pages_are_few_queries_however_many_interviews(
    make_past: Callable[..., Interview], column: InterviewIndexPage, client: Client,
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    for at in range(14):
        make_past(f"第{at}场", datetime(2026, 1, 1 + at, 9, tzinfo=ZONE))
    read(client, column)
    with django_assert_max_num_queries(40):
        assert len(read(client, column)["past"]) == 12
    assert len(read(client, column, "?page=2")["past"]) == 2


def test_other_sites_and_hidden_pages_are_not_listed(
    make_interview: Callable[..., Interview], county: Site, column: InterviewIndexPage, client: Client
) -> None:
    hidden, elsewhere = make_interview(title="甲"), make_interview(title="乙")
    hidden.page.unpublish()
    Interview.objects.filter(pk=elsewhere.pk).update(site=county)
    assert read(client, column)["to_come"] == []


def test_the_home_page_points_to_the_live_one_else_to_the_next(
    make_interview: Callable[..., Interview], site: Site, column: InterviewIndexPage, client: Client
) -> None:
    site.root_page = HomePageFactory()
    site.save()
    column.move(site.root_page, "last-child")
    column.refresh_from_db()
    home = client.get("/").content.decode()
    assert InterviewIndexPage.objects.get().get_url() in home
    assert "now__link" not in home
    make_interview(title="下一场")
    assert "下一场" in client.get("/").content.decode()
    make_interview("live", title="直播中的一场")
    home = client.get("/").content.decode()
    assert "直播中的一场" in home
    assert "下一场" not in home
    assert "live-dot" in home


def test_a_room_is_open_as_long_as_its_page_is_public(
    make_interview: Callable[..., Interview], crew: Crew
) -> None:
    from django.contrib.auth.models import AnonymousUser

    interview = make_interview()
    assert interview_gate(interview, AnonymousUser()) == "public"
    assert interview_gate(interview, crew.host) == "host"
    interview.page.unpublish()
    interview.refresh_from_db()
    assert interview_gate(interview, AnonymousUser()) is None
    assert interview_gate(interview, crew.host) == "host"


# The admin


def test_the_admin_list_shows_only_ones_own_site(
    make_interview: Callable[..., Interview], make_question: Callable[..., Any], county: Site,
    crew: Crew, client: Client,
) -> None:  # fmt: skip
    own, other = make_interview("live", title="本市的访谈"), make_interview(title="外县的访谈")
    Interview.objects.filter(pk=other.pk).update(site=county)
    for text in ("一", "二"):
        make_question(own, text)
    make_question(own, "三", state="approved")
    client.force_login(crew.host)
    answer = client.get(reverse("interviews_admin:index"))
    (row,) = answer.context["rows"]
    assert (row["shown"].page.title, row["waiting"], row["owed"]) == ("本市的访谈", 2, 3)
    assert "外县的访谈" not in answer.content.decode()
    assert str(own.pk) in row["console"]
    assert not row["may_edit"]


def test_the_console_is_offered_to_those_with_a_duty(
    make_interview: Callable[..., Interview], make_host: Callable[[str], User], client: Client
) -> None:
    make_interview()
    client.force_login(make_host("colleague"))
    (row,) = client.get(reverse("interviews_admin:index")).context["rows"]
    assert row["console"] == ""


def test_the_admin_list_is_for_those_whose_work_it_is(department: Department, client: Client) -> None:
    officer = User.objects.create_user("officer", department=department)
    officer.groups.add(Group.objects.get(name=roles.OFFICERS))
    client.force_login(officer)
    assert client.get(reverse("interviews_admin:index")).status_code == 302
    assert "interview-quota" not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_a_running_one_stands_first_in_the_admin_list(
    make_interview: Callable[..., Interview], crew: Crew, client: Client
) -> None:
    for state in ("transcribed", "live", "collecting"):
        make_interview(state, title=state)
    client.force_login(crew.host)
    rows = client.get(reverse("interviews_admin:index")).context["rows"]
    assert [row["shown"].state for row in rows] == ["live", "collecting", "transcribed"]
    assert all(row["shown"].now <= timezone.now() for row in rows)
