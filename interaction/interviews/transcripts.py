"""The transcript as citizens read it: what was said, and what was answered later (R049). Reads only."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import override

from interaction.cases.models import REPLY, Case, Reply
from interaction.cases.published.preview import masked, own_words
from interaction.interviews.models import Interview, InterviewPage, Question
from portal.base.fonts import chinese_fonts
from portal.base.provisions import Provision
from portal.deadlines.models import Obligation

CAPTION_MAX = 80
PHRASING_MAX = 255


@dataclass(frozen=True)
class Said:
    """What somebody said; `speaker` holds name and office."""

    speaker: str
    at: datetime | None
    text: str


@dataclass(frozen=True)
class Piece:
    """One piece of the transcript: an exchange, a remark or a picture."""

    kind: str
    anchor: str = ""
    number: int | None = None
    question: str = ""
    asked_by: str = ""
    answers: list[Said] = field(default_factory=list)
    said: Said | None = None
    image: Any = None
    alt: str = ""


@dataclass(frozen=True)
class LeftOpen:
    """A question that was shown and not answered, and what became of it.

    `status`: owed, overdue, answered, told (its author alone reads the answer), withdrawn, not_accepted.
    """

    number: int
    question: str
    asked_by: str
    votes: int
    status: str
    due_on: date | None = None
    answers: list[Said] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        """Where it stands on the page."""
        return f"q{self.number}"

    @property
    def status_words(self) -> str:
        """What became of it, in words."""
        day = date_format(self.due_on) if self.due_on else ""
        if self.status == "owed":
            return (
                _("Will be answered by %(day)s") % {"day": day} if day else _("Will be answered in writing")
            )
        return {
            "overdue": _("Was to be answered by %(day)s and is not answered yet") % {"day": day},
            "answered": _("Answered after the interview"),
            "told": _("Answered to the person who asked"),
            "withdrawn": _("Taken back by the person who asked"),
            "not_accepted": _("Not accepted; the person who asked was told why"),
        }[self.status]


@dataclass(frozen=True)
class Transcript:
    """Everything that is written down of an interview."""

    pieces: list[Piece]
    left_open: list[LeftOpen]
    # Questions that nobody but their authors may read are answered too.
    unseen: int = 0

    @cached_property
    def exchanges(self) -> list[Piece]:
        """The questions that were answered, in their order."""
        return [piece for piece in self.pieces if piece.kind == "exchange"]


def transcript_context(
    interview: Interview, page: InterviewPage | None = None, *, is_preview: bool = False
) -> dict[str, Any]:
    """What the page shows when an interview is over; editors and reviewers preview the draft's `page`."""
    is_over = interview.state in Interview.AFTER_STATES
    is_published = interview.state == Interview.State.TRANSCRIBED
    if not is_over:
        return {"transcript": None, "transcript_is_published": False}
    transcript = read_transcript(page or interview.page, interview)
    if not (is_published or is_preview):
        transcript = Transcript([], transcript.left_open, transcript.unseen)
    return {
        "transcript": transcript,
        "transcript_is_published": is_published,
        "can_print_pdf": is_published and bool(chinese_fonts()),
    }


def read_transcript(page: InterviewPage, interview: Interview) -> Transcript:
    """Read the transcript of a page, with what became of the questions that were left open."""
    owed = interview.questions.owed()
    pieces = list(_pieces(page))
    # What editors wrote down stays what was said, also of a question that is owed again.
    written = {piece.number for piece in pieces}
    return Transcript(
        pieces=pieces,
        left_open=[one for one in _left_open(interview) if one.number not in written],
        unseen=owed.exclude(state__in=Question.PUBLIC_STATES).count(),
    )


def provisions_of(page: InterviewPage) -> list[Provision]:
    """Each question with its answers, as search finds and quotes it; none before all is published."""
    # Read anew: a page that has just been published may hold the interview as it was before.
    interview = Interview.objects.filter(page=page.pk, state=Interview.State.TRANSCRIBED).first()
    if interview is None:
        return []
    # The index holds one wording: that of the page.
    with override(settings.LANGUAGE_CODE):
        transcript = read_transcript(page, interview)
    answered = [(one.anchor, one.question, one.answers) for one in transcript.exchanges]
    later = [(one.anchor, one.question, one.answers) for one in transcript.left_open if one.answers]
    return [_provision(*found) for found in (*answered, *later)]


def _provision(anchor: str, question: str, answers: list[Said]) -> Provision:
    words = " ".join(question.split())
    return Provision(
        anchor=anchor,
        number="",
        heading_path=(),
        text="\n".join(f"{answer.speaker}：{answer.text}" for answer in answers),
        kind="exchange",
        caption=words if len(words) <= CAPTION_MAX else f"{words[: CAPTION_MAX - 1]}…",
        # The caption is a way to ask as well; only what was cut off is lost without this.
        questions=(words[:PHRASING_MAX],) if len(words) > CAPTION_MAX else (),
    )


def _pieces(page: InterviewPage) -> Iterator[Piece]:
    used: Counter[str] = Counter()
    for block in page.transcript:
        value = block.value
        if block.block_type == "exchange":
            yield Piece(
                "exchange",
                anchor=_anchor(value["question"], used),
                number=value["question"],
                question=value["text"],
                asked_by=value["asked_by"] or "",
                answers=[Said(each["answerer"], each["at"], each["text"]) for each in value["answers"]],
            )
        elif block.block_type == "remark":
            yield Piece("remark", said=Said(value["speaker"], value["at"], value["text"]))
        elif value["image"] is not None:
            yield Piece("picture", image=value["image"], alt=value["alt"])


def _anchor(number: int | None, used: Counter[str]) -> str:
    """The anchor of a question; what editors added without a number, or twice, has one too."""
    name = f"q{number}" if number else "added"
    used[name] += 1
    return name if used[name] == 1 else f"{name}-{used[name]}"


def _left_open(interview: Interview) -> list[LeftOpen]:
    answers = Reply.objects.answers().select_related("department").order_by("pk")
    promises = Obligation.objects.filter(kind=REPLY).order_by("pk")
    questions = (
        interview.questions.owed()
        .public()
        .defer("text", "notice_email", "query_code")
        .select_related("case")
        .prefetch_related(
            Prefetch("case__replies", answers, to_attr="answers"),
            Prefetch("case__obligations", promises, to_attr="promises"),
        )
    )
    return [_describe(question) for question in questions.most_wanted_first()]


def _describe(question: Question) -> LeftOpen:
    case: Any = question.case
    status, due_on, answers = "owed", None, []
    if case is not None:
        status, due_on = _status(case)
        answers = _later_answers(case) if status == "answered" else []
    return LeftOpen(
        question.number, question.public_text, question.author_name, question.votes, status, due_on, answers
    )


def _status(case: Any) -> tuple[str, date | None]:
    """What the public may know of a case, and the day by which it is still owed."""
    owed = case.promises[-1] if case.promises else None
    if case.state == Case.State.WITHDRAWN:
        return "withdrawn", None
    if case.state == Case.State.INVALID:
        return "not_accepted", None
    if case.answers and owed is not None and not owed.is_open:
        return ("answered" if case.consent_to_publish else "told"), None
    if owed is None:
        return "owed", None
    return ("overdue" if owed.due_at <= timezone.now() else "owed"), owed.due_on


def _later_answers(case: Any) -> list[Said]:
    own = own_words(case)
    return [
        Said(reply.department.local_name, reply.sent_at or reply.created_at, masked(reply.body, own))
        for reply in case.answers
    ]
