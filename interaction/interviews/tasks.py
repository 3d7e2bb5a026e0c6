"""What runs by the clock."""

from crontask import cron
from django.tasks import task
from django.utils import timezone

from interaction.interviews.actions.life_cycle import advance_interviews
from interaction.interviews.actions.reminding import forget_reminders
from interaction.interviews.reminders import send_due_reminders, tell_of_transcripts


@cron("* * * * *")
@task
def advance() -> None:
    """Bring the stored states up to date; whoever reads or acts computes them anyway."""
    advance_interviews(timezone.now())


@cron("* * * * *")
@task
def remind() -> None:
    """Send the reminders that are due, and the news of transcripts."""
    send_due_reminders(timezone.now())
    tell_of_transcripts(timezone.now())


@cron("50 3 * * *")
@task
def forget() -> None:
    """Delete the addresses that are no longer needed."""
    forget_reminders(timezone.now())
