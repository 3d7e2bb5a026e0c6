"""What interviews tell the rest of the house, always after the commit."""

from functools import partial
from typing import Any

from django.db import transaction
from django.dispatch import Signal

# Arguments: interview, change (a `Change`).
interview_changed = Signal()
# Arguments: interview.
interview_ended = Signal()
transcript_published = Signal()


def tell_on_commit(signal: Signal, interview: Any, **named: Any) -> None:
    """Send a signal once the change is committed; a receiver that fails takes nothing back."""
    transaction.on_commit(partial(signal.send_robust, type(interview), interview=interview, **named))
