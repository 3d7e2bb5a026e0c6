"""Erasing personal data: after the time of keeping, or when the citizen asks for it (PIPL art. 47)."""

from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from interaction.cases.actions.citizen import withdraw_case
from interaction.cases.actions.closing import close_case
from interaction.cases.actions.steps import (
    act_on_each,
    lapse_proposals,
    lock_family,
    lock_for_citizen,
    log_event,
)
from interaction.cases.models import Attachment, Case, CaseEvent, Publication, Rating
from interaction.cases.signals import announce, case_erased
from portal.base import audit
from portal.base.errors import Conflict

ERASED = "***"


@transaction.atomic
def erase_case(case: Case) -> Case:
    """Erase contact data, texts and files of an ended case; number, dates and steps are kept.

    What was published was masked, and stays. A case that is erased already stays as it is.

    Raises:
        Conflict: the case has not ended.
    """
    locked = lock_for_citizen(case)
    if locked.erased_at is not None:
        return locked
    if locked.state not in Case.ENDED_STATES or locked.obligations.open().exists():
        raise Conflict(_("Only a case that has ended can be erased."))
    _erase_case(locked)
    _erase_texts(locked)
    _erase_files(locked)
    log_event(locked, CaseEvent.Kind.ERASED)
    audit.record("case.erased", locked, site=locked.site)
    announce(case_erased, locked)
    return locked


def erase_old_cases(now: datetime) -> int:
    """Erase what ended more than `CASE_RETENTION_DAYS` ago; tells how many cases."""
    old = Case.objects.kept_since(now - timedelta(days=settings.CASE_RETENTION_DAYS))
    return act_on_each(erase_case, old.iterator())


@transaction.atomic
def erase_case_for_citizen(case: Case) -> Case:
    """Erase everything that a citizen told, also what was published.

    A letter that is still open is withdrawn, an answered one is closed.
    """
    # What is merged into it is locked too where it is withdrawn, so lower numbers come first from here on.
    locked, _merged = lock_family(case)
    if locked.is_open:
        withdraw_case(locked)
    elif locked.state == Case.State.REPLIED:
        lapse_proposals(locked)
        close_case(locked)
    Publication.objects.filter(case=locked).delete()
    return erase_case(locked)


def _erase_case(case: Case) -> None:
    case.title, case.body, case.page_url = ERASED, ERASED, ""
    case.contact_name = case.contact = case.notice_email = ""
    case.consent_to_contact = case.consent_to_publish = False
    case.source_type, case.source_id = None, ""
    case.erased_at = timezone.now()
    case.save()


def _erase_texts(case: Case) -> None:
    case.replies.update(body=ERASED)
    case.supplements.update(body=ERASED)
    case.proposals.update(reason=ERASED, verdict_note="")
    Rating.objects.filter(reply__case=case).exclude(reason="").update(reason=ERASED)
    # The log is not rewritten: the steps stay, only the words in which people spoke of a person go.
    CaseEvent._base_manager.filter(case=case).exclude(note="").update(note=ERASED)


def _erase_files(case: Case) -> None:
    """Delete the files when all is committed; one that another case shares stays."""
    names = set(case.attachments.values_list("file", flat=True))
    case.attachments.all().delete()
    names -= set(Attachment.objects.filter(file__in=names).values_list("file", flat=True))
    storage = Attachment._meta.get_field("file").storage
    for name in names:
        transaction.on_commit(partial(storage.delete, name))
