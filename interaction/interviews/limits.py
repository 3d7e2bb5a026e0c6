"""How often one may ask and vote: bursts and the long run, per device and per address.

A device's limits stop one person; an address's are wide, because a whole campus may share one: three
hundred students in one hall may ask within ten seconds, and moderators see each question first anyway.
"""

from portal.base.errors import Message, TooMany
from portal.base.throttling import Limit, count_try

ASK_DEVICE = (
    Limit("interview-ask-device-burst", tries=3, seconds=60),
    Limit("interview-ask-device", tries=20, seconds=3600),
)
ASK_ADDRESS = (
    Limit("interview-ask-address-burst", tries=400, seconds=60),
    Limit("interview-ask-address", tries=2400, seconds=3600),
)
VOTE_DEVICE = (
    Limit("interview-vote-device-burst", tries=30, seconds=60),
    Limit("interview-vote-device", tries=300, seconds=3600),
)
VOTE_ADDRESS = (
    Limit("interview-vote-address-burst", tries=600, seconds=60),
    Limit("interview-vote-address", tries=6000, seconds=3600),
)
LOOK_ADDRESS = (Limit("interview-similar-address", tries=1200, seconds=60),)


class TooSoon(TooMany):
    """Too many tries, or slow mode (code "slow_mode"); `retry_after` seconds later it may be tried again."""

    def __init__(self, message: Message, *, retry_after: int, code: str = "") -> None:
        super().__init__(message, code=code)
        self.retry_after = retry_after


def count_all(limits: tuple[Limit, ...], who: str) -> None:
    """Count one try against each of the limits.

    Raises:
        TooSoon: one of them is used up; `retry_after` is the longest that its time may still run.
    """
    for limit in limits:
        try:
            count_try(limit, who)
        except TooMany as refusal:
            raise TooSoon(refusal.message, retry_after=limit.seconds) from refusal
