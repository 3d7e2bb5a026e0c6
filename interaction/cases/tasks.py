"""What runs by the clock."""

from crontask import cron
from django.tasks import task
from django.utils import timezone

from interaction.cases.actions import close_settled_cases, erase_old_cases
from interaction.cases.attachments import delete_stale_files
from interaction.cases.reminders import remind_staff


@cron("20 3 * * *")
@task
def end_old_cases() -> None:
    """Close what can no longer be reopened, and erase personal data that was kept long enough."""
    now = timezone.now()
    close_settled_cases(now)
    erase_old_cases(now)


@cron("*/20 * * * *")
@task
def delete_unsent_files() -> None:
    """Delete files that came with a letter which was not sent."""
    delete_stale_files()


@cron("30 8 * * *")
@task
def send_reminders() -> None:
    """Tell staff in the morning which answers fall due soon or are overdue."""
    remind_staff(timezone.now())
