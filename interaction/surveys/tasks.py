"""What runs by the clock."""

from crontask import cron
from django.tasks import task
from django.utils import timezone

from interaction.surveys.actions.freezing import close_surveys
from interaction.surveys.actions.saving import delete_old


@cron("*/5 * * * *")
@task
def close() -> None:
    """Start the clock of the results of surveys that have closed, and freeze their counts."""
    close_surveys(timezone.now())


@cron("40 3 * * *")
@task
def delete_saved() -> None:
    """Delete saved answers that are thirty days old, or whose survey has closed."""
    delete_old(timezone.now())
