"""From the end of an interview to its published transcript; between them stands the site's review."""

import logging
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Revision, WorkflowState

from interaction.interviews.actions.life_cycle_steps import enter_state, lock_interview
from interaction.interviews.assembling import assemble
from interaction.interviews.models import Interview, InterviewPage
from interaction.interviews.permissions import Duty, require_duty
from interaction.interviews.signals import tell_on_commit, transcript_published
from portal.base import audit
from portal.base.errors import Conflict
from portal.base.models import AuditEntry
from portal.base.signals import provisions_changed

logger = logging.getLogger(__name__)

DRAFTED = "transcript.drafted"


@transaction.atomic
def draft_transcript(interview: Interview) -> Revision | None:
    """Write the log of an ended interview as a draft of its page; gives the new revision, if one was needed.

    What people wrote into the page is kept: once somebody has touched the transcript it is theirs, and an
    edit of anything else goes on in the new draft.
    """
    locked = lock_interview(interview, timezone.now())
    if locked.state != Interview.State.ENDED:
        return None
    page = InterviewPage.objects.select_for_update().get(pk=locked.page_id)
    draft: InterviewPage = page.get_latest_revision_as_object()
    if draft.transcript and not _is_ours(page):
        return None
    blocks = assemble(locked)
    before = _without_ids(draft.transcript.get_prep_value())
    draft.transcript = InterviewPage.transcript.field.to_python(blocks)
    if _without_ids(draft.transcript.get_prep_value()) == before:
        return None
    revision: Revision = draft.save_revision(log_action=True)
    detail = {"revision": revision.pk, "blocks": len(blocks)}
    audit.record(DRAFTED, page, actor=None, site=locked.site, **detail)
    return revision


def draft_all_transcripts() -> int:
    """Draft what is not drafted yet, of any interview that has ended; tells how many drafts were written."""
    ended = Interview.objects.filter(state=Interview.State.ENDED)
    return sum(_try_draft(interview) for interview in ended)


def _try_draft(interview: Interview) -> bool:
    try:
        return draft_transcript(interview) is not None
    except Exception:
        # One broken interview must not keep the others waiting.
        logger.exception("No transcript of interview %s could be drafted", interview.pk)
        return False


@transaction.atomic
def send_to_review(interview: Interview, by: Any) -> WorkflowState:
    """Hand the draft of the transcript to the site's reviewers; the last of them publishes it (DESIGN 4.7).

    Raises:
        NotAllowed: `by` is no host of the interview.
        Conflict: it has not ended, there is no transcript to review, or the review is under way.
    """
    locked = lock_interview(interview, timezone.now())
    require_duty(by, locked, Duty.HOST)
    if locked.state not in Interview.AFTER_STATES:
        raise Conflict(_("The transcript is written when the interview is over."), code="state")
    page = InterviewPage.objects.select_for_update().get(pk=locked.page_id)
    draft: InterviewPage = page.get_latest_revision_as_object()
    if not draft.transcript or not page.has_unpublished_changes:
        raise Conflict(_("There is no new transcript to review."), code="nothing_new")
    if page.workflow_in_progress:
        raise Conflict(_("The transcript is being reviewed already."), code="in_review")
    workflow = page.get_workflow()
    if workflow is None:
        raise Conflict(_("No review is set up for this page."))
    state: WorkflowState = workflow.start(page, by)
    audit.record("transcript.sent_to_review", locked, actor=by, site=locked.site)
    return state


@transaction.atomic
def transcribe_interview(page: InterviewPage, by: Any = None) -> Interview | None:
    """Note that the transcript of an ended interview was published; gives the interview the first time.

    Who may publish was asked by the review.
    """
    interview = Interview.objects.filter(page=page).first()
    if interview is None or not page.transcript:
        return None
    locked = lock_interview(interview, timezone.now())
    if locked.state != Interview.State.ENDED:
        return None
    now = timezone.now()
    enter_state(locked, Interview.State.TRANSCRIBED, by=by, at=now, transcribed_at=now)
    tell_on_commit(transcript_published, locked)
    # Only what is transcribed is found: the index read the page before this was known.
    tell_on_commit(provisions_changed, locked, page=page)
    return locked


def _is_ours(page: InterviewPage) -> bool:
    """Whether the page's latest revision is a draft that was made here and nobody has changed since."""
    drafted = AuditEntry.objects.filter(
        action=DRAFTED, content_type=ContentType.objects.get_for_model(page), object_id=str(page.pk)
    )
    latest = drafted.first()
    return latest is not None and latest.detail["revision"] == page.latest_revision_id


def _without_ids(blocks: Any) -> Any:
    """The blocks of a stream without the ids that are drawn anew each time."""
    if isinstance(blocks, dict):
        return {key: _without_ids(value) for key, value in blocks.items() if key != "id"}
    return [_without_ids(block) for block in blocks] if isinstance(blocks, list) else blocks
