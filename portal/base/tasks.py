"""What runs by the clock."""

from crontask import cron
from django.core.management import call_command
from django.tasks import task

_DAYS_KEPT = ("--min-age-days=2", "--failed-min-age-days=30")


@cron("50 3 * * *")
@task
def forget_finished_tasks() -> None:
    """Delete the rows of tasks that are done; those that failed stay for a month."""
    call_command("prune_db_task_results", "--queue-name=*", "--verbosity=0", *_DAYS_KEPT)
