"""What runs by the clock."""

from crontask import cron
from django.tasks import task
from django.utils import timezone

from interaction.cases.actions import close_settled_cases, delete_orphaned_files, erase_old_cases
from interaction.cases.attachments import delete_stale_files
from interaction.cases.reminders import remind_staff


@cron("20 3 * * *")
@task
def close_answered_cases() -> None:
    """Close what can no longer be reopened."""
    close_settled_cases(timezone.now())


@cron("40 3 * * *")
@task
def erase_ended_cases() -> None:
    """Erase personal data that was kept long enough, whatever became of the closing."""
    erase_old_cases(timezone.now())


@cron("*/20 * * * *")
@task
def delete_unsent_files() -> None:
    """Delete files that came with a letter which was not sent."""
    delete_stale_files()


@cron("0 4 * * *")
@task
def delete_files_without_case() -> None:
    """Delete files whose letter, reply or note was never saved."""
    delete_orphaned_files(timezone.now())


@cron("30 8 * * *")
@task
def send_reminders() -> None:
    """Tell staff in the morning which answers fall due soon or are overdue."""
    remind_staff(timezone.now())
