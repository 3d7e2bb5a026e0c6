"""What the clocks of the cases tell: a due date that was counted again is written down and told."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.dispatch import receiver
from django.utils import timezone

from interaction.cases.models import REPLY, Case, CaseEvent
from interaction.cases.notices import Notice, notify_citizens
from portal.deadlines.models import DeadlineEvent
from portal.deadlines.rules import last_day_in_time
from portal.deadlines.signals import obligation_recalculated

BATCH = 1000


@receiver(obligation_recalculated)
def tell_of_recalculated(sender: Any, obligation_ids: list[int], **kwargs: Any) -> None:
    """Write the new dates into the cases' histories and tell the citizens (few queries for thousands)."""
    told: list[int] = []
    for start in range(0, len(obligation_ids), BATCH):
        events = list(_case_events(obligation_ids[start : start + BATCH]))
        CaseEvent.objects.bulk_create(events)
        told += [event.case_id for event in events]
    notify_citizens(told, Notice.RECALCULATED)


def _case_events(obligation_ids: list[int]) -> Iterator[CaseEvent]:
    """A case's event for the last recalculation of each obligation to answer it."""
    counted = DeadlineEvent.objects.filter(
        obligation__in=obligation_ids,
        obligation__kind=REPLY,
        obligation__content_type=ContentType.objects.get_for_model(Case),
        kind=DeadlineEvent.Kind.RECALCULATED,
    ).order_by("pk")
    latest = {
        obligation: (case, detail)
        for obligation, case, detail in counted.values_list(
            "obligation_id", "obligation__object_id", "detail"
        )
    }
    now = timezone.now()
    for case, detail in latest.values():
        dates = {"old_due_on": _day(detail["old_due_at"]), "due_on": _day(detail["new_due_at"])}
        yield CaseEvent(case_id=case, kind=CaseEvent.Kind.RECALCULATED, at=now, detail=dates)


def _day(due_at: str) -> str:
    return last_day_in_time(datetime.fromisoformat(due_at)).isoformat()
