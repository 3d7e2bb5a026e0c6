"""Who left an address is told once that the question is answered, and is forgotten after it."""

from collections.abc import Callable
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.utils import timezone

from interaction.interviews.actions.following_up import open_follow_ups
from interaction.interviews.answer_mails import tell_answered_authors
from interaction.interviews.models import Interview, Question
from interaction.moderation.models import RejectionCode

State = Question.State
type Make = Callable[..., Any]
EMAIL = "wang@example.org"


def tell() -> int:
    return int(tell_answered_authors.call())


@pytest.fixture
def over(make_interview: Make) -> Interview:
    interview: Interview = make_interview(Interview.State.ENDED)
    return interview


def test_the_author_is_told_once_and_the_address_is_deleted(over: Interview, make_question: Make) -> None:
    question = make_question(
        over, "我的私事", state=State.APPROVED, answered_at=timezone.now(), notice_email=EMAIL
    )
    assert [tell(), tell()] == [1, 0]
    (message,) = mail.outbox
    assert message.to == [EMAIL]
    assert over.page.title in message.body
    assert "我的私事" not in message.body + message.subject
    question.refresh_from_db()
    assert question.notice_email == ""


def test_who_was_merged_is_told_with_the_main_question(over: Interview, make_question: Make) -> None:
    main = make_question(over, state=State.APPROVED, answered_at=timezone.now())
    make_question(over, state=State.MERGED, merged_into=main, notice_email=EMAIL)
    assert tell() == 1


def test_nobody_is_told_before_the_end_without_an_answer_or_beside_a_case(
    over: Interview, make_interview: Make, make_question: Make
) -> None:
    live = make_interview(Interview.State.LIVE, title="正在进行")
    make_question(live, state=State.APPROVED, answered_at=timezone.now(), notice_email=EMAIL)
    owed = make_question(over, state=State.APPROVED, notice_email=EMAIL)
    make_question(over, state=State.MERGED, merged_into=owed, notice_email=EMAIL)
    assert tell() == 0
    # What stayed open becomes a case, whose own notices tell its author.
    open_follow_ups(over)
    assert tell() == 0


def test_addresses_that_nobody_will_write_to_are_deleted(
    over: Interview, make_interview: Make, make_question: Make, rude: RejectionCode
) -> None:
    off = make_interview(Interview.State.CANCELLED, title="取消的", cancel_reason="台风")
    live = make_interview(Interview.State.LIVE, title="正在进行")
    refused = make_question(over, state=State.REJECTED, rejection=rude, notice_email=EMAIL)
    called_off = make_question(off, state=State.REJECTED, rejection=rude, notice_email=EMAIL)
    owed = make_question(off, notice_email=EMAIL)
    kept = make_question(live, state=State.REJECTED, rejection=rude, notice_email=EMAIL)
    assert tell() == 0
    left = [Question.objects.get(pk=one.pk).notice_email for one in (refused, called_off, owed, kept)]
    assert left == ["", "", EMAIL, EMAIL]
    assert not mail.outbox


@pytest.mark.parametrize(
    ("error", "left"),
    [(SMTPServerDisconnected("gone"), EMAIL), (SMTPRecipientsRefused({EMAIL: (550, b"no")}), "")],
)
def test_a_mail_that_is_not_taken_is_tried_again_unless_it_never_will_be(
    over: Interview,
    make_question: Make,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
    left: str,
) -> None:
    def fail(self: EmailMessage, fail_silently: bool = False) -> int:
        raise error

    monkeypatch.setattr(EmailMessage, "send", fail)
    question = make_question(over, state=State.APPROVED, answered_at=timezone.now(), notice_email=EMAIL)
    tell()
    question.refresh_from_db()
    assert question.notice_email == left
    assert EMAIL not in caplog.text
