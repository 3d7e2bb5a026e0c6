"""Who is written to when: the reminders before the start, the news of a change, the transcript."""

from datetime import datetime

from interaction.interviews.models import Interview, Reminder
from interaction.interviews.reminder_mails import Mail, confirmed_of, send_mail
from interaction.interviews.rules import A_DAY_BEFORE, Reminding, State, reminding_at

_SENT_AT = {Reminding.DAY_BEFORE: "reminded_at", Reminding.SOON: "reminded_soon_at"}


def send_due_reminders(now: datetime) -> int:
    """Remind of everything that starts within a day, each reader once a reminder; tells how many."""
    near = Interview.objects.filter(
        state__in=Interview.BEFORE_STATES,
        page__live=True,
        starts_at__gt=now,
        starts_at__lte=now + A_DAY_BEFORE,
    )
    return sum(_remind(interview, now) for interview in near)


def tell_of_transcripts(now: datetime) -> int:
    """Tell those who wait for it that a transcript was published, each once; tells how many."""
    waiting = Reminder.objects.confirmed().filter(
        interview__state=State.TRANSCRIBED, told_of_transcript_at=None
    )
    told = 0
    for interview_id in waiting.values_list("interview", flat=True).distinct():
        for reminder in confirmed_of(interview_id, told_of_transcript_at=None):
            told += _send_once(reminder, Mail.TRANSCRIPT, "told_of_transcript_at", now)
    return told


def forget_that_reminded(interview: Interview) -> None:
    """After a move everybody is reminded again, of the new time."""
    interview.reminders.update(reminded_at=None, reminded_soon_at=None)


def _remind(interview: Interview, now: datetime) -> int:
    due = reminding_at(interview.starts_at, now)
    if due is None:
        return 0
    kind, confirmed_by = due
    field = _SENT_AT[kind]
    readers = confirmed_of(interview.pk, confirmed_at__lte=confirmed_by, **{field: None})
    return sum(_send_once(each, Mail(kind.value), field, now) for each in readers)


def _send_once(reminder: Reminder, mail: Mail, field: str, now: datetime) -> bool:
    """Mark first, then send: two workers write one mail. What may be taken later is tried again."""
    row = Reminder.objects.filter(pk=reminder.pk)
    if not row.filter(**{field: None}).update(**{field: now}):
        return False
    if send_mail(reminder, mail):
        return True
    row.update(**{field: None})
    return False
