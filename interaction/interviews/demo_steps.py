"""What happens in the demo's interviews, by the same actions that everybody uses."""

import hashlib
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localtime

from interaction.cases.actions import reply_to_case
from interaction.cases.models import Case
from interaction.interviews.actions.asking import ask_question
from interaction.interviews.actions.following_up import open_follow_ups
from interaction.interviews.actions.life_cycle import end_interview, start_interview
from interaction.interviews.actions.merging import merge_question
from interaction.interviews.actions.moderating import (
    approve_question,
    ask_for_detail,
    reject_question,
    shortlist_question,
)
from interaction.interviews.actions.picturing import show_picture
from interaction.interviews.actions.preparing import prepare_line
from interaction.interviews.actions.speaking import answer_question, correct, say
from interaction.interviews.actions.staging import put_on_screen
from interaction.interviews.actions.transcribing import draft_transcript
from interaction.interviews.demo_clock import clock_at
from interaction.interviews.demo_pictures import chart_png
from interaction.interviews.models import Interview, InterviewPage, Question, QuestionVote
from interaction.moderation.models import RejectionCode
from interaction.rooms.models import Entry
from portal.accounts.models import User
from portal.accounts.roles import OFFICERS

_JUDGED_AFTER = timedelta(minutes=40)
_MORNING = 7


def _person(username: str) -> User:
    person: User = User.objects.get(username=username)
    return person


def ask_questions(
    interview: Interview, row: dict[str, Any], begun: datetime, until: datetime
) -> dict[str, Question]:
    """Let citizens ask between two moments, vote, and moderators decide; gives the questions by key."""
    step = (until - begun) / (len(row["questions"]) + 1)
    asked: dict[str, Question] = {}
    for number, line in enumerate(row["questions"], start=1):
        at = begun + (timedelta(hours=line["hours"]) if "hours" in line else number * step)
        at = min(_awake(at), until - timedelta(minutes=5))
        with clock_at(at, interview):
            question = _ask(interview, line)
        asked[line["key"]] = question
        if line.get("state") != Question.State.PENDING:
            with clock_at(min(at + _JUDGED_AFTER, until - timedelta(minutes=1)), interview):
                _judge(question, line, asked)
    return asked


def prepare(interview: Interview, row: dict[str, Any]) -> None:
    """Write the run sheet."""
    for line in row.get("run_sheet", ()):
        prepare_line(
            interview, _person("host"), line["text"], answer=line.get("answer", ""), minutes=line["minutes"]
        )


def hold(interview: Interview, row: dict[str, Any], asked: dict[str, Question]) -> None:
    """Hold the interview, follow up what stayed open, and publish the transcript."""
    host = _person("host")
    with clock_at(interview.starts_at, interview):
        start_interview(interview, host)
    said: dict[str, Entry] = {}
    for line in row["said"]:
        with clock_at(interview.starts_at + timedelta(minutes=line["at"]), interview):
            entry = _speak(interview, line, said, asked)
        if "id" in line:
            said[line["id"]] = entry
    ended_at = interview.starts_at + timedelta(minutes=row["minutes"])
    with clock_at(ended_at, interview):
        ended = end_interview(interview, host)
        open_follow_ups(ended)
    for later in row.get("later", ()):
        with clock_at(ended_at + timedelta(days=later["days"], minutes=-25)):
            _answer_later(asked[later["question"]], later["text"])
    with clock_at(ended_at + timedelta(days=row["transcribed_days_after"]), interview):
        draft_transcript(ended)
        InterviewPage.objects.get(pk=interview.page_id).get_latest_revision().publish()


def _ask(interview: Interview, line: dict[str, Any]) -> Question:
    return ask_question(
        interview,
        author_key=_device(line["text"]),
        text=line["text"],
        author_name=line.get("by", ""),
        client_id=uuid.uuid4(),
        language="zh-hans",
    )


def _awake(at: datetime) -> datetime:
    """Nobody asks while the city sleeps."""
    return at + timedelta(hours=8) if localtime(at).hour < _MORNING else at


def _judge(question: Question, line: dict[str, Any], asked: dict[str, Question]) -> None:
    moderator = _person("moderator")
    if "reject" in line:
        codes = RejectionCode.objects.for_site(question.interview.site)
        reject_question(question, moderator, codes.get(code=line["reject"]))
        return
    if "detail" in line:
        ask_for_detail(question, moderator, line["detail"])
        return
    if "merge" in line:
        _vote(question, line["votes"], line["key"])
        merge_question(question, asked[line["merge"]], moderator)
        return
    approve_question(question, moderator)
    _vote(question, line["votes"], line["key"])
    if line.get("shortlist"):
        shortlist_question(question, moderator, on=True)


def _vote(question: Question, count: int, key: str) -> None:
    """Enter votes of so many devices at once; one by one they would take the demo minutes."""
    votes = [QuestionVote(question=question, author_key=_device(f"{key} {each}")) for each in range(count)]
    QuestionVote.objects.bulk_create(votes)
    Question.objects.filter(pk=question.pk).update(votes=count)


def _speak(
    interview: Interview, line: dict[str, Any], said: dict[str, Entry], asked: dict[str, Question]
) -> Entry:
    """Let the host speak, or the recorder write down what a guest says."""
    host, recorder, once = _person("host"), _person("recorder"), uuid.uuid4()
    if line["by"] == "host":
        if "picture" not in line:
            return say(interview, host, line["text"], client_id=once)
        file = SimpleUploadedFile(f"{line['picture']}.png", chart_png(line["picture"]), "image/png")
        return show_picture(interview, host, file, line["alt"], client_id=once)
    if "corrects" in line:
        return correct(interview, recorder, said[line["corrects"]].seq, line["text"], client_id=once)
    guest = interview.page.guests.all()[line["by"]]
    if "question" not in line:
        return say(interview, recorder, line["text"], client_id=once, guest=guest)
    question = asked[line["question"]]
    put_on_screen(interview, host, question)
    seen = Entry.objects.filter(room=interview.room_id).latest("seq").seq
    return answer_question(
        interview, recorder, line["text"], question, client_id=once, seen_seq=seen, guest=guest
    )


def _answer_later(question: Question, text: str) -> None:
    """An officer of the department answers the case; where the demo has none, the administrator."""
    case = Case.objects.get(interview_question=question)
    officers = User.objects.filter(department=case.department, groups__name=OFFICERS)
    reply_to_case(case, officers.first() or _person("admin"), text)


def _device(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()
