"""Showing a case to the public: with consent, masked, checked by a person (DESIGN 4.3; rules §11)."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from interaction.cases.actions.steps import checked_text, lock_case, lock_for_citizen, log_event
from interaction.cases.models import Case, CaseEvent, Publication, Reply
from interaction.cases.published.preview import own_words, remaining
from interaction.cases.rules import BODY_MAX, REASON_MAX, REPLY_MAX, TITLE_MAX
from interaction.cases.signals import announce, consent_withdrawn
from portal.accounts.models import User
from portal.base import audit
from portal.base.errors import Conflict, Invalid


@transaction.atomic
def publish_case(
    case: Case, by: User, *, title: str, body: str, reply: str, checked: bool = False
) -> Publication:
    """Publish the masked texts of an answered case; published before, they are replaced.

    `checked` says that a person has read the texts and that what still looks like personal data is none.

    Raises:
        Conflict: the citizen did not consent, or there is no answer.
        Invalid: a text is missing or too long, holds the citizen's contact data, or still holds what looks
            like personal data.
    """
    locked = lock_case(case, by)
    if not locked.consent_to_publish:
        raise Conflict(_("The citizen did not agree to publication."))
    answers = Reply.objects.answers().filter(case=locked)
    if locked.state not in Case.ANSWERED_STATES or not answers.exists():
        raise Conflict(_("Only a case that was answered can be published."))
    texts = {
        "title": checked_text(title, TITLE_MAX, "title"),
        "body": checked_text(body, BODY_MAX, "body"),
        "reply": checked_text(reply, REPLY_MAX, "reply"),
    }
    _refuse_contact_data(texts, own_words(locked))
    if not checked:
        _refuse_personal_data(texts)
    shown = {"published_at": timezone.now(), "published_by": by, "withdrawn_at": None}
    publication, _created = Publication.objects.update_or_create(
        case=locked, defaults={"site": locked.site, **texts, **shown}
    )
    log_event(locked, CaseEvent.Kind.PUBLISHED, by=by, department=locked.department)
    audit.record("case.published", locked, actor=by, site=locked.site, publication=publication.pk)
    return publication


@transaction.atomic
def unpublish_case(case: Case, by: User, reason: str) -> Publication:
    """Take a published case back.

    Raises:
        Conflict: it is not published.
        Invalid: no reason is given.
    """
    locked = lock_case(case, by)
    publication = Publication.objects.live().filter(case=locked).first()
    if publication is None:
        raise Conflict(_("This case is not published."))
    reason = checked_text(reason, REASON_MAX, "reason")
    _take_back(publication, locked, by=by, note=reason)
    return publication


@transaction.atomic
def withdraw_consent(case: Case) -> Case:
    """Keep a case from the public because its citizen no longer agrees; what is published is taken back."""
    locked = lock_for_citizen(case)
    locked.consent_to_publish = False
    locked.save(update_fields=["consent_to_publish"])
    publication = Publication.objects.live().filter(case=locked).first()
    if publication is not None:
        _take_back(publication, locked)
    audit.record("case.consent_withdrawn", locked, site=locked.site)
    announce(consent_withdrawn, locked)
    return locked


def _take_back(publication: Publication, case: Case, by: User | None = None, note: str = "") -> None:
    publication.withdrawn_at = timezone.now()
    publication.save(update_fields=["withdrawn_at"])
    log_event(case, CaseEvent.Kind.UNPUBLISHED, by=by, department=case.department, note=note)
    audit.record("case.unpublished", case, actor=by, site=case.site, publication=publication.pk)


def _refuse_contact_data(texts: dict[str, str], own: list[str]) -> None:
    for field, text in texts.items():
        if any(word in text for word in own):
            raise Invalid(_("This text holds what the citizen told only to you. Mask it."), field=field)


def _refuse_personal_data(texts: dict[str, str]) -> None:
    for field, text in texts.items():
        if remaining(text):
            raise Invalid(
                _("This text still holds what looks like personal data. Mask it, or tick that you checked."),
                field=field,
            )
