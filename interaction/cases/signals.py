"""What other rooms may want to know of a case. All are sent on commit, with `Case` as sender.

A receiver that fails is logged and hinders neither the others nor what was recorded.
"""

from functools import partial

from django.db import transaction
from django.dispatch import Signal

from interaction.cases.models import Case

# case_id: the citizen has a new answer
case_answered = Signal()
# case_id: its citizen no longer agrees that others read of it
consent_withdrawn = Signal()
# case_id: personal data and texts are gone
case_erased = Signal()


def announce(signal: Signal, case: Case) -> None:
    """Send a signal once the transaction is committed."""
    transaction.on_commit(partial(signal.send_robust, sender=Case, case_id=case.pk))
