"""What is done once an interview is over: its open questions become cases, its log a draft transcript."""

from crontask import cron
from django.tasks import task

from interaction.interviews.actions.following_up import open_all_follow_ups, open_follow_ups
from interaction.interviews.actions.transcribing import draft_all_transcripts, draft_transcript
from interaction.interviews.models import Interview


@task
def write_up(interview_id: int) -> None:
    """Right after the end."""
    interview = Interview.objects.get(pk=interview_id)
    open_follow_ups(interview)
    draft_transcript(interview)


@cron("*/10 * * * *")
@task
def write_up_forgotten() -> None:
    """Whatever a lost task or an error left undone; mostly nothing."""
    open_all_follow_ups()
    draft_all_transcripts()
