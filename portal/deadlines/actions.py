"""The only code that changes what is owed."""

from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Site

from portal.base import audit
from portal.base.errors import NotAllowed
from portal.deadlines.calendar import load_calendar
from portal.deadlines.models import DeadlineEvent, DeadlineRule, Obligation
from portal.deadlines.rules import count_working_days, local_date


@transaction.atomic
def open_obligation(
    subject: Model, kind: str, received_at: datetime, site: Site, *, by: Any = None
) -> Obligation:
    """Start the clock for `subject`; a clock that already runs is returned as it is, never reset.

    Raises:
        DeadlineRule.DoesNotExist: no rule is installed for `kind`.
    """
    rule = DeadlineRule.objects.for_kind(site, kind)
    calendar = load_calendar()
    deadline = count_working_days(local_date(received_at), rule.amount, calendar)
    obligation, created = Obligation.objects.get_or_create(
        content_type=ContentType.objects.get_for_model(subject),
        object_id=subject.pk,
        kind=kind,
        state=Obligation.State.OPEN,
        defaults={
            "site": site,
            "rule": rule,
            "amount": rule.amount,
            "received_at": received_at,
            "due_at": deadline.due_at,
            "calendar_version": calendar.version,
            "is_provisional": deadline.is_provisional,
        },
    )
    if created:
        due_on = obligation.due_on.isoformat()
        _log(obligation, DeadlineEvent.Kind.STARTED, received_at, by, due_on=due_on)
        audit.record("obligation.opened", obligation, actor=by, site=site, due_on=due_on)
    return obligation


@transaction.atomic
def satisfy_obligation(obligation: Obligation, by: Any, at: datetime | None = None) -> Obligation:
    """Record that a person kept what was owed; what was kept before stays as it was first kept.

    Raises:
        NotAllowed: no person stands behind it (a bot, an acknowledgement, a task).
    """
    if by is None or not by.is_authenticated:
        raise NotAllowed(_("Only a person can give the answer that is owed."))
    locked = Obligation.objects.select_for_update().get(pk=obligation.pk)
    if locked.state not in Obligation.OPEN_STATES:
        return locked
    locked.state = Obligation.State.SATISFIED
    locked.satisfied_at = at or timezone.now()
    locked.save(update_fields=["state", "satisfied_at"])
    _log(locked, DeadlineEvent.Kind.MET, locked.satisfied_at, by, on_time=locked.was_on_time)
    audit.record("obligation.satisfied", locked, actor=by, site=locked.site, on_time=locked.was_on_time)
    return locked


def _log(obligation: Obligation, kind: str, at: datetime, by: Any, **detail: Any) -> None:
    DeadlineEvent.objects.create(
        obligation=obligation,
        kind=kind,
        actor=by if by is not None and by.is_authenticated else None,
        at=at,
        detail=detail,
    )
