"""How an interview moves through its life, and what is asked of its notice (R048, R049). Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from portal.deadlines.rules import local_date

# A host who forgot to end an interview: it ends so long after its time.
GRACE = timedelta(minutes=60)
# Nobody begins an hour by mistake days before the citizens come.
EARLIEST_START = timedelta(minutes=30)
LONGEST_EXTENSION_MINUTES = 120
SLOWEST_SECONDS = 600
REASON_MAX = 200


class State(StrEnum):
    """The states of `Interview.State`, for rules that know no Django (a test holds them equal)."""

    ANNOUNCED = "announced"
    COLLECTING = "collecting"
    LIVE = "live"
    PAUSED = "paused"
    ENDED = "ended"
    TRANSCRIBED = "transcribed"
    CANCELLED = "cancelled"


BEFORE = frozenset({State.ANNOUNCED, State.COLLECTING})
RUNNING = frozenset({State.LIVE, State.PAUSED})
FINAL = frozenset({State.ENDED, State.TRANSCRIBED, State.CANCELLED})


class Verb(StrEnum):
    """What a host does with an interview."""

    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    DELAY = "delay"
    EXTEND = "extend"
    END = "end"
    CANCEL = "cancel"
    SET_RULES = "rules"


_FROM: dict[Verb, frozenset[State]] = {
    Verb.START: BEFORE,
    Verb.PAUSE: frozenset({State.LIVE}),
    Verb.RESUME: frozenset({State.PAUSED}),
    Verb.DELAY: BEFORE,
    Verb.EXTEND: RUNNING,
    Verb.END: RUNNING,
    Verb.CANCEL: BEFORE,
    Verb.SET_RULES: BEFORE | RUNNING,
}
_GOALS: dict[Verb, State] = {
    Verb.START: State.LIVE,
    Verb.PAUSE: State.PAUSED,
    Verb.RESUME: State.LIVE,
    Verb.END: State.ENDED,
    Verb.CANCEL: State.CANCELLED,
}


def is_possible(verb: Verb, state: str) -> bool:
    """Whether a verb may be done in a state."""
    return state in _FROM[verb]


def is_done_already(verb: Verb, state: str) -> bool:
    """Whether a verb was done by somebody else a moment ago: pressed twice, it happens once."""
    return _GOALS.get(verb) == state


@dataclass(frozen=True, slots=True)
class Step:
    """A state that the clock brings, and since when it holds."""

    state: State
    since: datetime


def steps_due(
    state: str, questions_from: datetime | None, starts_at: datetime, ends_at: datetime, now: datetime
) -> list[Step]:
    """What the clock has brought since a state was stored, oldest first; nothing when it is up to date.

    Without `questions_from` questions are taken from the notice on. An interview whose host forgot to end
    it ends `GRACE` after its time.
    """
    steps: list[Step] = []
    opens_at = questions_from or now
    if state == State.ANNOUNCED and opens_at <= now and (opens_at < starts_at or now < starts_at):
        steps.append(Step(State.COLLECTING, opens_at))
    if state in BEFORE and starts_at <= now:
        steps.append(Step(State.LIVE, starts_at))
    if (state in RUNNING or (steps and steps[-1].state == State.LIVE)) and ends_at + GRACE <= now:
        steps.append(Step(State.ENDED, ends_at + GRACE))
    return steps


def state_at(
    state: str, questions_from: datetime | None, starts_at: datetime, ends_at: datetime, now: datetime
) -> State:
    """The state that holds now, also while nobody has written it down."""
    steps = steps_due(state, questions_from, starts_at, ends_at, now)
    return steps[-1].state if steps else State(state)


def days_of_notice(published_at: datetime, starts_at: datetime) -> int:
    """So many days citizens have known of an interview when it starts, counted by the calendar."""
    return (local_date(starts_at) - local_date(published_at)).days


def is_late_notice(published_at: datetime, starts_at: datetime, lead_time_days: int) -> bool:
    """Whether a notice is published later than the lead time asks (R049)."""
    return days_of_notice(published_at, starts_at) < lead_time_days


@dataclass(frozen=True, slots=True)
class Progress:
    """How a site stands with the interviews that it owes in a year (R048)."""

    year: int
    held: int
    planned: int
    quota: int

    @property
    def remaining(self) -> int:
        """So many are still owed."""
        return max(self.quota - self.held, 0)

    @property
    def unplanned(self) -> int:
        """So many are owed that nobody has announced yet."""
        return max(self.remaining - self.planned, 0)

    @property
    def is_met(self) -> bool:
        """Whether the year's number is reached."""
        return self.held >= self.quota


A_DAY_BEFORE = timedelta(days=1)
SOON_BEFORE = timedelta(minutes=30)
# What comes later than this is no reminder of tomorrow any more.
_LATEST_OF_THE_DAY = timedelta(hours=2)
# Who has just signed up needs no reminding.
_FRESH = timedelta(minutes=30)


class Reminding(StrEnum):
    """The two reminders of an interview."""

    DAY_BEFORE = "day_before"
    SOON = "soon"


def reminding_at(starts_at: datetime, now: datetime) -> tuple[Reminding, datetime] | None:
    """Which reminder is to be sent now, and until when somebody must have confirmed to get it.

    One day before and 30 minutes before; whoever signs up later than that gets the next one only.
    """
    left = starts_at - now
    if _LATEST_OF_THE_DAY < left <= A_DAY_BEFORE:
        return Reminding.DAY_BEFORE, starts_at - A_DAY_BEFORE
    if timedelta(0) < left <= SOON_BEFORE:
        return Reminding.SOON, starts_at - SOON_BEFORE - _FRESH
    return None
