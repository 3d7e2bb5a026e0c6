"""What stands in the log of an interview: the kinds of entries and the shape of each body.

All texts are plain and already masked; times are ISO 8601 with their zone. Screens rebuild everything
from these (a test pins the shapes). Votes, readers and typing hints are counted beside the log.
"""

from typing import NotRequired, TypedDict

# Public
STATE = "state"
QUESTION = "question"
QUESTION_GONE = "question.gone"
ON_SCREEN = "on_screen"
REMARK = "remark"
ANSWER = "answer"
PICTURE = "picture"
PINNED = "pinned"
RULES = "rules"
# Staff
RECEIVED = "question.received"
MODERATED = "question.moderated"
# Host
RUN_SHEET = "run_sheet.changed"

# Kinds that a person on the stage should have seen before the next answer to the same question.
SPOKEN = (REMARK, ANSWER, PICTURE)


class StateBody(TypedDict):
    """The interview has come to a state (`Interview.State`) or was moved in time."""

    state: str
    starts_at: str
    ends_at: str
    reason: NotRequired[str]


class QuestionBody(TypedDict):
    """A question that everybody may read now; sent again when its text or state changed."""

    id: int
    number: int
    text: str
    by: str  # empty: anonymous
    asked_at: str
    votes: int
    answered: bool


class QuestionGoneBody(TypedDict):
    """A question is no longer in the list; `into` is the one that it was merged with."""

    id: int
    into: int | None


class OnScreenBody(TypedDict):
    """The question that is being talked about, or nothing."""

    question: QuestionBody | None


class SpokenBody(TypedDict):
    """A remark or an answer. `corrects` is the seq of the entry in whose place this one stands."""

    text: str
    by: str
    title: str
    duty: str  # Duty
    question: NotRequired[QuestionBody]  # of an answer
    corrects: NotRequired[int]


class PictureBody(TypedDict):
    """A picture of the live text."""

    url: str
    width: int
    height: int
    alt: str
    by: str


class PinnedBody(TypedDict):
    """The entry that stays in view, or nothing."""

    seq: int | None


class RulesBody(TypedDict):
    """How questions are taken now."""

    questions_stopped: bool
    slow_mode_seconds: int


class ReceivedBody(TypedDict):
    """A question has come and waits for a moderator; its text is masked here too."""

    id: int
    number: int
    text: str
    by: str
    asked_at: str
    masked: bool


class ModeratedBody(TypedDict):
    """What a moderator decided."""

    id: int
    number: int
    state: str  # Question.State
    shortlisted: bool
    by: str
    code: NotRequired[str]
    into: NotRequired[int]
