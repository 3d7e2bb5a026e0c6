"""Reminders by double opt-in: who is written to, when, in which language, and that nobody else is."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused
from typing import Any

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoCaptureOnCommitCallbacks

from interaction.interviews.actions import life_cycle, reminding
from interaction.interviews.models import Interview, Reminder
from interaction.interviews.reminder_links import email_keys, hashes_of, token_of
from interaction.interviews.reminders import send_due_reminders, tell_of_transcripts
from interaction.interviews.rules import Reminding, reminding_at
from interaction.interviews.signals import transcript_published
from tests.interaction.interviews.conftest import Crew

ADDRESS = "lin@example.com"
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def ask(client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> Any:
    """Ask through the form of the page."""

    def send(interview: Interview, email: str = ADDRESS, **more: str) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(reverse("interviews:remind", args=[interview.pk]), {"email": email, **more})

    return send


@pytest.fixture
def make_reader(db: None) -> Callable[..., Reminder]:
    def make(interview: Interview, email: str = ADDRESS, **values: Any) -> Reminder:
        key = email_keys(email)[0]
        reminder: Reminder = Reminder.objects.create(
            interview=interview,
            email=email,
            email_key=key,
            token_hash=reminding.new_token_hash(interview.pk, key),
            **{"confirmed_at": interview.starts_at - timedelta(days=5)} | values,
        )
        return reminder

    return make


def link_in(mail: Any, verb: str) -> str:
    """The path of a link in a mail."""
    found = re.search(rf"https?://[^/\s]+(\S*/remind/\S+/{verb}/)", mail.body)
    assert found is not None, mail.body
    return found[1]


def token_for(reminder: Reminder) -> str:
    return token_of(reminder.interview_id, reminder.email_key, reminder.token_hash)


# Signing up


def test_nothing_is_sent_before_the_owner_of_the_address_says_yes(
    ask: Any, make_interview: Callable[..., Interview], client: Client, mailoutbox: list[Any]
) -> None:
    interview = make_interview()
    assert ask(interview).status_code == 302
    (mail,) = mailoutbox
    assert mail.to == [ADDRESS]
    assert "高龄津贴怎么领" in mail.body
    send_due_reminders(interview.starts_at - MINUTE)
    assert len(mailoutbox) == 1
    path = link_in(mail, "confirm")
    assert client.get(path).status_code == 200
    assert Reminder.objects.get().confirmed_at is None
    assert client.post(path).context["is_done"]
    confirmed = Reminder.objects.get().confirmed_at
    assert confirmed is not None
    assert client.post(path).status_code == 200
    assert Reminder.objects.get().confirmed_at == confirmed


def test_the_answer_does_not_tell_whether_an_address_is_known(
    ask: Any, make_interview: Callable[..., Interview], mailoutbox: list[Any], client: Client
) -> None:
    interview = make_interview()
    first = ask(interview)
    client.post(link_in(mailoutbox[0], "confirm"))
    again, other = ask(interview, " LIN@example.com "), ask(interview, "mu@example.com")
    assert {(each.status_code, each.url) for each in (first, again, other)} == {(302, first.url)}
    assert Reminder.objects.count() == 2
    assert "confirm" not in mailoutbox[1].body
    assert mailoutbox[1].to == [ADDRESS]


def test_an_address_is_not_flooded_by_strangers(
    ask: Any, make_interview: Callable[..., Interview], mailoutbox: list[Any], client: Client
) -> None:
    interview = make_interview()
    for _try in range(reminding.PER_RECIPIENT.tries + 2):
        client.cookies.clear()
        assert ask(interview).status_code == 302
    assert len(mailoutbox) == reminding.PER_RECIPIENT.tries


def test_one_device_asks_for_few_addresses(
    ask: Any, make_interview: Callable[..., Interview], mailoutbox: list[Any]
) -> None:
    interview = make_interview()
    answers = [ask(interview, f"reader-{at}@example.com").status_code for at in range(8)]
    assert answers == [302] * 6 + [429] * 2
    assert len(mailoutbox) == 6


@pytest.mark.parametrize("email", ["", "lin", "lin@", "a@b.c d@e.f"])
def test_what_is_no_address_is_refused(
    email: str, ask: Any, make_interview: Callable[..., Interview], mailoutbox: list[Any]
) -> None:
    answer = ask(make_interview(), email)
    assert answer.status_code == 400
    assert "email" in answer.context["form"].errors
    assert not mailoutbox


def test_a_machine_is_answered_and_forgotten(
    ask: Any, make_interview: Callable[..., Interview], mailoutbox: list[Any]
) -> None:
    assert ask(make_interview(), website="https://example.com").status_code == 302
    assert not mailoutbox
    assert not Reminder.objects.exists()


@pytest.mark.parametrize("state", ["transcribed", "cancelled"])
def test_there_is_nothing_to_be_reminded_of_afterwards(
    state: str, ask: Any, make_interview: Callable[..., Interview], mailoutbox: list[Any]
) -> None:
    values = {"cancel_reason": "嘉宾身体不适"} if state == "cancelled" else {}
    assert ask(make_interview(state, **values)).status_code == 409
    assert not mailoutbox


def test_the_mail_is_in_the_language_of_the_page(
    make_interview: Callable[..., Interview], client: Client, mailoutbox: list[Any],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:  # fmt: skip
    interview = make_interview()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/en/interviews/{interview.pk}/remind/", {"email": ADDRESS})
    assert "Yes, remind me" in mailoutbox[0].body
    assert link_in(mailoutbox[0], "confirm").startswith("/en/")


# Stopping


def test_one_button_stops_everything(
    make_interview: Callable[..., Interview], make_reader: Callable[..., Reminder], client: Client
) -> None:
    path = reverse("interviews:stop_reminder", args=[token_for(make_reader(make_interview()))])
    assert client.get(path).status_code == 200
    assert Reminder.objects.exists()
    assert client.post(path).status_code == 200
    assert not Reminder.objects.exists()
    assert client.post(path).status_code == 200


@pytest.mark.parametrize("name", ["confirm_reminder", "stop_reminder"])
def test_a_wrong_link_does_nothing(name: str, client: Client, db: None) -> None:
    assert client.get(reverse(f"interviews:{name}", args=["nonsense"])).status_code == 404


def test_links_hold_when_the_secret_key_changes(
    make_interview: Callable[..., Interview], make_reader: Callable[..., Reminder], settings: Any
) -> None:
    reminder = make_reader(make_interview())
    token = token_for(reminder)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-of-the-portal"
    assert token_for(reminder) == token
    assert reminder.token_hash in hashes_of(token)
    assert reminder.email_key in email_keys(ADDRESS)


# When


def test_a_day_and_half_an_hour_before(
    make_interview: Callable[..., Interview], make_reader: Callable[..., Reminder], mailoutbox: list[Any]
) -> None:
    interview = make_interview()
    Interview.objects.update(
        starts_at=interview.starts_at + timedelta(days=2), ends_at=interview.ends_at + timedelta(days=2)
    )
    interview.refresh_from_db()
    make_reader(interview)
    sent = []
    for before in (25 * HOUR, 24 * HOUR, 23 * HOUR, 31 * MINUTE, 30 * MINUTE, 29 * MINUTE, -MINUTE):
        send_due_reminders(interview.starts_at - before)
        sent.append(len(mailoutbox))
    assert sent == [0, 1, 1, 1, 2, 2, 2]
    assert "remind/" in mailoutbox[0].extra_headers["List-Unsubscribe"]


@given(st.integers(-3 * 1440, 3 * 1440))
def test_never_after_the_start_and_never_to_who_has_just_signed_up(minutes: int) -> None:
    starts_at = datetime(2026, 11, 25, 15, tzinfo=timezone.get_default_timezone())
    now = starts_at - minutes * MINUTE
    due = reminding_at(starts_at, now)
    if due is None:
        assert minutes <= 0 or minutes > 1440 or 30 < minutes <= 120
        return
    kind, confirmed_by = due
    assert now < starts_at
    assert confirmed_by <= now
    assert (kind == Reminding.SOON) == (minutes <= 30)


def test_who_signs_up_in_the_last_minutes_is_not_reminded(
    make_interview: Callable[..., Interview], make_reader: Callable[..., Reminder], mailoutbox: list[Any]
) -> None:
    interview = make_interview()
    make_reader(interview, confirmed_at=interview.starts_at - 20 * HOUR)
    make_reader(interview, "late@example.com", confirmed_at=interview.starts_at - 40 * MINUTE)
    send_due_reminders(interview.starts_at - 19 * HOUR)
    assert not mailoutbox
    send_due_reminders(interview.starts_at - 10 * MINUTE)
    assert [mail.to for mail in mailoutbox] == [[ADDRESS]]


def test_what_could_not_be_sent_is_tried_again(
    make_interview: Callable[..., Interview], make_reader: Callable[..., Reminder],
    mailoutbox: list[Any], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    interview = make_interview()
    make_reader(interview)

    def fail(self: EmailMessage) -> int:
        raise SMTPException

    with monkeypatch.context() as patch:
        patch.setattr(EmailMessage, "send", fail)
        assert send_due_reminders(interview.starts_at - 20 * MINUTE) == 0
    assert send_due_reminders(interview.starts_at - 19 * MINUTE) == 1
    assert len(mailoutbox) == 1


@pytest.mark.parametrize(("code", "tries"), [(550, 1), (450, 2)])
def test_an_address_that_does_not_exist_is_not_tried_every_minute(
    code: int, tries: int, make_interview: Callable[..., Interview], make_reader: Callable[..., Reminder],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    interview = make_interview()
    make_reader(interview)
    sent = []

    def refuse(self: EmailMessage) -> int:
        sent.append(self)
        raise SMTPRecipientsRefused({ADDRESS: (code, b"no")})

    monkeypatch.setattr(EmailMessage, "send", refuse)
    for before in (20, 19):
        send_due_reminders(interview.starts_at - before * MINUTE)
    assert len(sent) == tries


# Changes


def test_a_move_is_told_and_reminded_of_anew(
    make_interview: Callable[..., Interview], make_reader: Callable[..., Reminder], crew: Crew,
    mailoutbox: list[Any], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:  # fmt: skip
    interview = make_interview()
    make_reader(interview)
    make_reader(interview, "silent@example.com", confirmed_at=None)
    send_due_reminders(interview.starts_at - 24 * HOUR)
    later = interview.starts_at + timedelta(days=3)
    with django_capture_on_commit_callbacks(execute=True):
        life_cycle.delay_interview(interview, crew.host, later, "嘉宾参加防汛会议")
    assert [mail.to for mail in mailoutbox] == [[ADDRESS]] * 2
    assert "嘉宾参加防汛会议" in mailoutbox[1].body
    assert send_due_reminders(later - 24 * HOUR) == 1


def test_a_cancelled_interview_is_told(
    make_interview: Callable[..., Interview], make_reader: Callable[..., Reminder], crew: Crew,
    mailoutbox: list[Any], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:  # fmt: skip
    interview = make_interview()
    make_reader(interview)
    with django_capture_on_commit_callbacks(execute=True):
        life_cycle.cancel_interview(interview, crew.host, "嘉宾身体不适")
    assert "嘉宾身体不适" in mailoutbox[0].body
    assert send_due_reminders(interview.starts_at - 10 * MINUTE) == 0


def test_the_transcript_is_told_once(
    make_interview: Callable[..., Interview], make_reader: Callable[..., Reminder], mailoutbox: list[Any]
) -> None:
    interview = make_interview("transcribed")
    make_reader(interview)
    transcript_published.send(Interview, interview=interview)
    assert tell_of_transcripts(timezone.now()) == 0
    assert len(mailoutbox) == 1


# Forgetting


def test_addresses_are_kept_no_longer_than_needed(
    make_interview: Callable[..., Interview], make_reader: Callable[..., Reminder]
) -> None:
    now = timezone.now()
    ahead, over = make_interview(title="甲"), make_interview("transcribed", title="乙")
    kept = make_reader(ahead)
    make_reader(ahead, "never@example.com", confirmed_at=None, asked_at=now - timedelta(days=4))
    fresh = make_reader(ahead, "fresh@example.com", confirmed_at=None, asked_at=now - timedelta(days=2))
    make_reader(over, "told@example.com", told_of_transcript_at=now - timedelta(days=2))
    waiting = make_reader(over)
    reminding.forget_reminders(now)
    assert set(Reminder.objects.all()) == {kept, fresh, waiting}
    with time_machine.travel(now + timedelta(days=61), tick=False):
        reminding.forget_reminders(timezone.now())
    assert set(Reminder.objects.all()) == {kept}


def test_the_address_is_stored_encrypted(
    make_interview: Callable[..., Interview], make_reader: Callable[..., Reminder]
) -> None:
    from django.db import connection

    make_reader(make_interview())
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM interviews_reminder")
        assert ADDRESS not in str(cursor.fetchall())
