"""What runs by the clock."""

from crontask import cron
from django.tasks import task
from django.utils import timezone

from interaction.cases.actions import close_settled_cases, erase_old_cases


@cron("20 3 * * *")
@task
def end_old_cases() -> None:
    """Close what can no longer be reopened, and erase personal data that was kept long enough."""
    now = timezone.now()
    close_settled_cases(now)
    erase_old_cases(now)
