"""What other apps may want to tell people about. All are sent on commit, with `Obligation` as sender.

A receiver that fails is logged and hinders neither the others nor what was recorded.
"""

from functools import partial
from typing import Any

from django.db import transaction
from django.dispatch import Signal

from portal.deadlines.models import Obligation

# obligation_id, distance (working days or hours before the end), due_at
obligation_warned = Signal()
# obligation_id, due_at
obligation_breached = Signal()
# obligation_id, old_due_at, due_at
obligation_extended = Signal()
# obligation_ids: those whose due instant moved
obligation_recalculated = Signal()


def announce(signal: Signal, **facts: Any) -> None:
    """Send a signal once the transaction is committed."""
    transaction.on_commit(partial(signal.send_robust, sender=Obligation, **facts))
