"""What runs by the clock."""

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_EXECUTED
from crontask import cron, scheduler
from django.db import connections
from django.tasks import task

from portal.deadlines.actions import record_passed_time

# The scheduler knows no requests, at whose end Django looks after connections: one that the database
# has dropped would never be replaced.
scheduler.add_listener(lambda event: connections.close_all(), EVENT_JOB_EXECUTED | EVENT_JOB_ERROR)


@cron("*/5 * * * *")
@task
def record_deadlines() -> None:
    """Write down the warnings and breaches that are due; what one run misses, the next one finds."""
    record_passed_time()
