"""Writing down what happened to an obligation."""

from datetime import datetime
from typing import Any

from portal.deadlines.models import DeadlineEvent, Obligation
from portal.deadlines.rules import ZONE


def local_iso(moment: datetime) -> str:
    """An instant as the log keeps it: in Asia/Shanghai."""
    return moment.astimezone(ZONE).isoformat()


def log(obligation: Obligation, kind: str, at: datetime, by: Any, **detail: Any) -> None:
    """Write one event; `by` is empty for what no member of staff did."""
    DeadlineEvent.objects.create(
        obligation=obligation,
        kind=kind,
        actor=by if by is not None and by.is_authenticated else None,
        at=at,
        due_at=obligation.due_at,
        detail=detail,
    )


def log_breach(obligation: Obligation, until: datetime) -> None:
    """Write down that the time ran out before `until`, unless that is known already.

    Nothing is lost while the recorder stands still: who closes a late obligation records it too.
    """
    is_late = obligation.due_at <= until
    if is_late and not obligation.events.filter(kind=DeadlineEvent.Kind.BREACHED).exists():
        log(obligation, DeadlineEvent.Kind.BREACHED, obligation.due_at, None)
