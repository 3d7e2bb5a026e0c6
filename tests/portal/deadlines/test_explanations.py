"""A due date is explained day by day, in both languages, on every way it can be counted."""

from datetime import UTC, date, datetime, time, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import translation
from icalendar import Calendar
from wagtail.models import Site

from portal.accounts.models import User
from portal.base.models import Department
from portal.deadlines.actions import extend_obligation, open_obligation
from portal.deadlines.calendar import load_calendar
from portal.deadlines.explanations import explain_deadline, explain_obligation, remaining_words
from portal.deadlines.ics import ics_of
from portal.deadlines.models import Obligation
from portal.deadlines.rules import Term, Unit, count_deadline
from tests.portal.deadlines.conftest import DUE, KIND, RECEIVED

pytestmark = pytest.mark.django_db


def summaries(received_at: datetime, term: Term) -> tuple[str, str]:
    """The summary in Chinese and in English."""
    deadline = count_deadline(received_at, term, load_calendar())
    with translation.override("zh-hans"):
        chinese = explain_deadline(deadline).summary
    with translation.override("en"):
        return chinese, explain_deadline(deadline).summary


def test_explanation_counts_day_by_day_in_both_languages(subject: Department, site: Site) -> None:
    obligation = open_obligation(subject, KIND, RECEIVED, site)
    calendar = load_calendar()
    with translation.override("en"):
        english = explain_obligation(obligation, calendar)
    with translation.override("zh-hans"):
        chinese = explain_obligation(obligation, calendar)
    assert [day.number for day in english.days if day.number] == [1, 2, 3, 4, 5, 6, 7]
    assert english.days[2].date == date(2026, 2, 14)
    assert "make up for a holiday" in english.days[2].text
    assert "Spring Festival" in english.days[5].text
    assert "Feb. 27, 2026" in english.summary
    assert "2026年2月27日" in chinese.summary
    assert "春节" in chinese.days[5].text
    assert english.caution == chinese.caution == ""


def test_explanation_of_a_provisional_date_says_so(subject: Department, site: Site) -> None:
    obligation = open_obligation(subject, KIND, datetime(2026, 12, 23, 2, 0, tzinfo=UTC), site)
    assert "2027" in explain_obligation(obligation, load_calendar()).caution


@pytest.mark.parametrize(
    ("today", "chinese", "english"),
    [
        ("2026-10-09", "还剩 2 个工作日", "2 working days left"),
        ("2026-10-10", "还剩 1 个工作日", "1 working day left"),
        ("2026-10-12", "今天到期", "Due today"),
        ("2026-10-13", "已超 1 个工作日", "1 working day overdue"),
    ],
)
def test_remaining_time_is_said_in_words(today: str, chinese: str, english: str) -> None:
    calendar, due_on = load_calendar(), date(2026, 10, 12)
    with translation.override("zh-hans"):
        assert remaining_words(date.fromisoformat(today), due_on, calendar) == chinese
    with translation.override("en"):
        assert remaining_words(date.fromisoformat(today), due_on, calendar) == english


def test_remaining_time_on_the_weekend_after_the_due_day() -> None:
    with translation.override("zh-hans"):
        assert (
            remaining_words(date(2026, 3, 14), date(2026, 3, 13), load_calendar())
            == "已超期，不足 1 个工作日"
        )


def test_explain_deadline_command_prints_the_days_and_the_result() -> None:
    out = StringIO()
    call_command("explain_deadline", "2026-02-11", "--amount", "7", "--unit", "working_days", stdout=out)
    lines = out.getvalue().splitlines()
    assert lines[0].startswith("2026-02-12    1")
    assert lines[3].startswith("2026-02-15    -")
    assert lines[-1] == "2026-02-27 24:00 Asia/Shanghai"


def command(*args: str) -> list[str]:
    out = StringIO()
    with translation.override("en"):
        call_command("explain_deadline", *args, stdout=out)
    return out.getvalue().splitlines()


def test_explain_deadline_command_counts_calendar_days_and_hours() -> None:
    days = command("2026-02-11", "--amount", "7", "--unit", "calendar_days")
    assert days[3].startswith("2026-02-15    4  Sunday · weekend")
    assert days[7].startswith("2026-02-19    -  Thursday · holiday, not counted")
    assert days[-1] == "2026-02-24 24:00 Asia/Shanghai"
    assert command("2026-02-11T10:30", "--amount", "24", "--unit", "clock_hours") == [
        "Received at Feb. 11, 2026 10:30; 24 hours later is Feb. 12, 2026 10:30.",
        "2026-02-12 10:30 Asia/Shanghai",
    ]


def test_explain_deadline_command_takes_the_rule_of_a_profile() -> None:
    fault = command("2026-02-11", "--kind", "case.reply.fault", "--profile", "jiangxi")
    assert fault[0].startswith("case.reply.fault (national)")
    assert fault[-1] == "2026-02-14 24:00 Asia/Shanghai"
    assert command("2026-02-11", "--kind", KIND)[-1] == "2026-02-27 24:00 Asia/Shanghai"


@pytest.mark.parametrize(
    "args",
    [("--amount", "0"), ("--kind", "no.such"), ("--kind", KIND, "--profile", "mars"), ("--amount", "x")],
)
def test_explain_deadline_command_refuses_in_words(args: tuple[str, ...]) -> None:
    with pytest.raises(CommandError) as refused:
        command("2026-02-11", *args)
    assert str(refused.value)


def test_close_of_business_is_said(site: Site) -> None:
    chinese, english = summaries(RECEIVED, Term(7, Unit.WORKING_DAYS, time(17, 30)))
    assert "最迟在当天 17:30 前办结" in chinese
    assert "by 17:30 of that day" in english


def test_calendar_days_are_explained(site: Site) -> None:
    chinese, english = summaries(RECEIVED, Term(14, Unit.CALENDAR_DAYS))
    assert "Day 14 is Feb. 25, 2026, so it is due by 24:00" in english
    assert "第 14 天是2026年2月25日" in chinese


def test_calendar_days_that_end_on_a_holiday_move_on(site: Site) -> None:
    chinese, english = summaries(RECEIVED, Term(7, Unit.CALENDAR_DAYS))
    assert "due on the next working day, Feb. 24, 2026" in english
    assert "顺延到下一个工作日2026年2月24日" in chinese


def test_hours_are_explained(site: Site) -> None:
    chinese, english = summaries(RECEIVED, Term(1, Unit.CLOCK_HOURS))
    assert english == "Received at Feb. 11, 2026 10:00; 1 hour later is Feb. 11, 2026 11:00."
    assert chinese.startswith("2026年2月11日 10:00 收到，1 小时以后是 2026年2月11日 11:00")


def test_extension_is_explained(obligation: Obligation, officer: User, supervisor: User) -> None:
    with time_machine.travel(DUE - timedelta(days=1), tick=False):
        extended = extend_obligation(
            obligation, reason="现场核查", requested_by=officer, approved_by=supervisor
        )
    with translation.override("en"):
        english = explain_obligation(extended, load_calendar())
    with translation.override("zh-hans"):
        chinese = explain_obligation(extended, load_calendar())
    assert english.summary.startswith("Extended on Feb. 27, 2026 to 15 working days in all from receipt. ")
    assert chinese.summary.startswith("2026年2月27日延长，自收到之日起共 15 个工作日。2026年2月11日收到")
    assert [day.number for day in english.days if day.number] == list(range(1, 16))
    assert english.days[-1].date == date(2026, 3, 10)


def calendar_file(due_at: datetime, **values: object) -> tuple[str, Calendar]:
    facts = {"uid": "a@b", "stamp": RECEIVED, "summary": "答复期限", **values}
    written = ics_of(due_at=due_at, **facts)  # type: ignore[arg-type]
    return written.decode(), Calendar.from_ical(written)


def test_calendar_file_of_a_day() -> None:
    _text, calendar = calendar_file(DUE, url="https://portal.example/track/")
    [event] = calendar.walk("VEVENT")
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (date(2026, 2, 27), date(2026, 2, 28))
    assert event["uid"] == "a@b"
    assert event["status"] == "CONFIRMED"
    assert event["url"] == "https://portal.example/track/"
    assert calendar["version"] == "2.0"


def test_calendar_file_of_a_minute_that_may_move() -> None:
    _text, calendar = calendar_file(datetime(2027, 1, 5, 9, 30, tzinfo=UTC), is_provisional=True)
    [event] = calendar.walk("VEVENT")
    assert event.decoded("dtstart") == datetime(2027, 1, 5, 9, 30, tzinfo=UTC)
    assert event["status"] == "TENTATIVE"


def test_calendar_file_is_folded_and_nothing_breaks_out_of_its_line() -> None:
    evil = "期限，\r\nBEGIN:VALARM\n" + "长" * 100
    text, calendar = calendar_file(DUE, summary=evil, description="a;b,c\\d")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "\n" not in text.replace("\r\n", "")
    [event] = calendar.walk("VEVENT")
    assert event.subcomponents == []
    assert event["summary"].startswith("期限，\nBEGIN:VALARM\n长长")
    assert event["description"] == "a;b,c\\d"
