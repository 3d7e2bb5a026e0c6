"""Notices to citizens: in their language, to those who asked for them, with nothing private in them."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Site

from interaction.cases.actions import (
    Receipt,
    ask_citizen,
    decide_proposal,
    merge_cases,
    propose_extension,
    propose_invalid,
    reply_to_case,
)
from interaction.cases.models import Case, CaseEvent
from interaction.cases.notices import send_notices
from interaction.cases.timeline import public_timeline
from portal.accounts.models import User
from portal.deadlines.actions import recalculate_open_obligations
from portal.deadlines.models import CalendarDay, CalendarNotice

pytestmark = pytest.mark.django_db
WANTS_NOTICES = {"notice_email": "chen@example.org", "consent_to_contact": True, "contact_name": "陈小明"}
MOMENT = datetime(2026, 2, 11, 2, 0, tzinfo=UTC)


@pytest.fixture
def on_commit(django_capture_on_commit_callbacks: Any) -> Callable[[], Any]:
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def send(open_letter: Callable[..., Receipt], on_commit: Callable[[], Any]) -> Callable[..., Receipt]:
    """Send a letter and throw away the notice that it was received."""

    def make(**values: Any) -> Receipt:
        with time_machine.travel(MOMENT), on_commit():
            receipt = open_letter(**(WANTS_NOTICES | values))
        mail.outbox.clear()
        return receipt

    return make


def test_receipt_is_told_without_the_code_and_the_letter(
    open_letter: Callable[..., Receipt], on_commit: Callable[[], Any]
) -> None:
    with time_machine.travel(MOMENT), on_commit():
        receipt = open_letter(language="zh-hans", **WANTS_NOTICES)
    (message,) = mail.outbox
    text = f"{message.subject}\n{message.body}"
    assert message.to == ["chen@example.org"]
    assert f"/track/?number={receipt.number}" in message.body
    assert "2026年2月27日" in message.body
    for private in (receipt.query_code, receipt.query_code.replace("-", ""), "路灯", "陈小明"):
        assert private not in text


def test_notice_is_in_the_citizens_language(
    open_letter: Callable[..., Receipt], on_commit: Callable[[], Any]
) -> None:
    with on_commit():
        open_letter(language="en", **WANTS_NOTICES)
    (message,) = mail.outbox
    assert "We have received your letter." in message.body
    assert "/en/track/" in message.body


def test_letter_on_another_site_is_tracked_there(
    open_letter: Callable[..., Receipt], on_commit: Callable[[], Any], county: Site
) -> None:
    with on_commit():
        open_letter(site=county, **WANTS_NOTICES)
    assert "http://county.example/track/" in mail.outbox[0].body


def test_nobody_is_told_who_did_not_ask(
    open_letter: Callable[..., Receipt], on_commit: Callable[[], Any], officer: User
) -> None:
    with on_commit():
        case = open_letter(contact="13800001111", consent_to_contact=True).case
        reply_to_case(case, officer, "路灯已修好。")
    assert mail.outbox == []


def test_refused_letter_is_told_to_nobody(
    open_letter: Callable[..., Receipt], on_commit: Callable[[], Any]
) -> None:
    with pytest.raises(ValueError, match="boom"), on_commit():
        open_letter(**WANTS_NOTICES, files=_failing_files())
    assert mail.outbox == []


def test_one_address_is_told_of_five_letters_a_day(
    open_letter: Callable[..., Receipt], on_commit: Callable[[], Any], officer: User
) -> None:
    written = ["chen@example.org", "Chen@Example.org", "CHEN@example.org"] * 3
    with on_commit():
        cases = [open_letter(**(WANTS_NOTICES | {"notice_email": address})).case for address in written]
    assert (len(mail.outbox), Case.objects.count()) == (5, 9)
    with on_commit():
        open_letter(**(WANTS_NOTICES | {"notice_email": "li@example.org"}))
        reply_to_case(cases[-1], officer, "路灯已修好。")
    assert [message.to for message in mail.outbox[5:]] == [["li@example.org"], ["CHEN@example.org"]]


def test_letter_is_taken_when_the_queue_takes_no_notice(
    open_letter: Callable[..., Receipt],
    on_commit: Callable[[], Any],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(*_args: Any) -> None:
        raise OperationalError("the queue is gone")

    monkeypatch.setattr(type(send_notices.get_backend()), "enqueue", fail)
    with on_commit():
        receipt = open_letter(**WANTS_NOTICES)
    assert Case.objects.get().number == receipt.number
    assert "the queue is gone" in caplog.text
    assert "chen@example.org" not in caplog.text


def _failing_files() -> Any:
    raise ValueError("boom")
    yield


def test_question_extension_and_reply_are_told(
    send: Callable[..., Receipt], on_commit: Callable[[], Any], officer: User, supervisor: User
) -> None:
    case = send().case
    with time_machine.travel(MOMENT), on_commit():
        asked = ask_citizen(case, officer, "陈先生，请问是哪一盏？")
        proposal = propose_extension(case, officer, code="complex", reason="陈先生的情况复杂")
        decide_proposal(proposal, supervisor, approve=True)
        reply_to_case(case, officer, "路灯已修好。", seen_reply=asked.pk)
    bodies = [message.body for message in mail.outbox]
    assert ["补充情况" in bodies[0], "2026年3月10日" in bodies[1], "已答复" in bodies[2]] == [True] * 3
    assert not any("陈" in body or "修好" in body for body in bodies)


def test_letter_that_is_not_accepted_is_told(
    send: Callable[..., Receipt], on_commit: Callable[[], Any], officer: User, supervisor: User
) -> None:
    case = send().case
    with on_commit():
        proposal = propose_invalid(case, officer, code="petition", reason="属于信访事项")
        decide_proposal(proposal, supervisor, approve=True)
    assert ["不能受理" in message.body for message in mail.outbox] == [True]


def test_everybody_merged_is_told_twice(
    send: Callable[..., Receipt], on_commit: Callable[[], Any], officer: User
) -> None:
    cases = [send(notice_email=f"c{number}@example.org").case for number in range(3)]
    with on_commit():
        merge_cases(cases[1:], cases[0], officer, "同一路段")
    assert sorted(message.to[0] for message in mail.outbox) == ["c1@example.org", "c2@example.org"]
    mail.outbox.clear()
    with on_commit():
        reply_to_case(cases[0], officer, "全部修好。")
    assert len(mail.outbox) == 3


def test_mail_that_fails_is_logged_without_the_address(
    send: Callable[..., Receipt],
    on_commit: Callable[[], Any],
    officer: User,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def refuse(self: EmailBackend, messages: Any) -> int:
        raise SMTPRecipientsRefused({"chen@example.org": (550, b"unknown")})

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    with on_commit():
        reply_to_case(send().case, officer, "路灯已修好。")
    assert "SMTPRecipientsRefused" in caplog.text
    assert "chen" not in caplog.text
    assert Case.objects.get().state == "replied"


@pytest.fixture
def enter_holiday(db: None) -> Callable[[date], None]:
    """Let a day of 2026 be free, as a notice would."""
    issued = {"number": "国办发明电〔2026〕7号", "issued_on": date(2026, 1, 1)}
    notice = CalendarNotice.objects.create(year=2026, **issued)

    def enter(on: date) -> None:
        CalendarDay.objects.create(notice=notice, date=on, is_working=False, name="临时放假")

    return enter


def test_recounted_due_date_is_in_the_history_and_told(
    send: Callable[..., Receipt], on_commit: Callable[[], Any], enter_holiday: Callable[[date], None]
) -> None:
    case = send().case
    with time_machine.travel(MOMENT):
        enter_holiday(date(2026, 2, 26))
        with on_commit():
            recalculate_open_obligations()
        with on_commit():
            recalculate_open_obligations()
    event = case.events.get(kind="recalculated")
    assert event.detail == {"old_due_on": "2026-02-27", "due_on": "2026-02-28"}
    assert "2月28日" in public_timeline(case)[-1].text
    (message,) = mail.outbox
    assert "2026年2月28日" in message.body


def test_recount_of_many_takes_as_many_queries_as_of_few(
    send: Callable[..., Receipt], on_commit: Callable[[], Any], enter_holiday: Callable[[date], None]
) -> None:
    def queries(letters: int, holiday: date) -> int:
        for _number in range(letters):
            send(notice_email="", consent_to_contact=False)
        enter_holiday(holiday)
        with CaptureQueriesContext(connection) as context, on_commit():
            recalculate_open_obligations()
        return len(context)

    few, many = queries(2, date(2026, 2, 26)), queries(10, date(2026, 2, 27))
    assert few == many
    assert CaseEvent.objects.filter(kind="recalculated").count() == 2 + 12
