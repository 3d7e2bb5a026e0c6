"""What the page shows of questions and live text, as everybody reads it."""

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from interaction.interviews import citizen
from interaction.interviews.actions.following_up import open_follow_ups
from interaction.interviews.citizen import MOST_WANTED, NEWEST, list_questions
from interaction.interviews.models import Interview, Question
from interaction.rooms.actions import append_entry, redact_entry
from interaction.rooms.models import Audience, Entry

State = Question.State
type Make = Callable[..., Any]
STATE = {"starts_at": "2026-12-02T15:00:00+08:00", "ends_at": "2026-12-02T16:00:00+08:00"}


def read(client: Client, interview: Interview, query: str = "") -> str:
    response = client.get(interview.page.url + query)
    assert response.status_code == 200
    return str(response.text)


def say(interview: Interview, text: str, kind: str = "remark", **body: Any) -> Entry:
    body = {"text": text, "by": "沈清和", "title": "副局长", "duty": "guest"} | body
    return append_entry(interview.room, kind, body, client_id=uuid.uuid4(), author_key="user:1")


def log_of(page: str) -> str:
    log: str = page.split('role="log"', 1)[1].split('role="status"', 1)[0]
    return log


def test_questions_are_listed_most_wanted_first_or_newest_first(
    make_interview: Make, make_question: Make
) -> None:
    interview = make_interview()
    few = make_question(interview, "少", state=State.APPROVED, votes=1)
    answered = make_question(interview, "已答", state=State.APPROVED, votes=99, answered_at=timezone.now())
    many = make_question(interview, "多", state=State.APPROVED, votes=7)
    make_question(interview, "未审", state=State.PENDING, votes=50)
    assert list(list_questions(interview, MOST_WANTED, "1")) == [many, few, answered]
    assert list(list_questions(interview, NEWEST, "1")) == [many, few, answered]
    newest = make_question(interview, "新", state=State.APPROVED)
    assert next(iter(list_questions(interview, NEWEST, "1"))) == newest


def test_more_than_fifty_questions_come_in_pages(
    client: Client, make_interview: Make, make_question: Make
) -> None:
    interview = make_interview()
    for number in range(51):
        make_question(interview, f"第{number}个", state=State.APPROVED, votes=100 - number)
    first, second = read(client, interview), read(client, interview, "?page=2")
    assert "第49个" in first
    assert "第50个" not in first
    assert "第50个" in second
    assert 'data-interview-questions-whole-value="false"' in first


def test_what_is_private_never_stands_on_the_page(
    client: Client, make_interview: Make, make_question: Make
) -> None:
    interview = make_interview()
    question = make_question(
        interview,
        "原文里的电话",
        state=State.APPROVED,
        notice_email="wang@example.org",
        query_code="ABCD-EFGH",
        author_key="f" * 64,
    )
    Question.objects.filter(pk=question.pk).update(public_text="盖住了电话")
    page = read(client, interview)
    assert "盖住了电话" in page
    for secret in ("原文里的电话", "wang@example.org", "ABCD-EFGH", "f" * 64):
        assert secret not in page


def test_the_public_list_decrypts_nothing(
    make_interview: Make, make_question: Make, django_assert_num_queries: Any
) -> None:
    interview = make_interview()
    make_question(interview, state=State.APPROVED)
    with django_assert_num_queries(2):
        (question,) = list_questions(interview, MOST_WANTED, "1")
    assert {"text", "notice_email", "query_code"} <= question.get_deferred_fields()


def test_links_in_questions_and_answers_stay_plain_text(
    client: Client, make_interview: Make, make_question: Make
) -> None:
    interview = make_interview(Interview.State.LIVE)
    words = "见 https://bad.example/<script>alert(1)</script>"
    make_question(interview, words, state=State.APPROVED)
    say(interview, words)
    page = read(client, interview)
    assert 'href="https://bad.example' not in page
    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert(1)") >= 2


def test_the_live_text_stands_on_the_page_up_to_now(
    client: Client, make_interview: Make, make_question: Make
) -> None:
    interview = make_interview(Interview.State.LIVE)
    question = {
        "id": 5,
        "number": 1,
        "text": "几岁能领？",
        "by": "",
        "asked_at": "",
        "votes": 0,
        "answered": True,
    }
    append_entry(interview.room, "on_screen", {"question": question})
    first = say(interview, "年满70周岁。", "answer", question=question)
    say(interview, "另外再补充一句。", "answer", question=question)
    say(interview, "年满80周岁。", "answer", question=question, corrects=first.seq)
    append_entry(interview.room, "question.received", {"text": "等待审核的提问"}, audience=Audience.STAFF)
    interview.room.refresh_from_db()
    page = read(client, interview)
    log = log_of(page)
    assert log.index("年满80周岁。") < log.index("另外再补充一句。")
    assert "<del" in log
    assert "年满70周岁。" in log
    # The question is quoted once; the second answer only names it.
    quotes = re.findall(r'class="entry__question" data-slot="question"( hidden)?>', log)
    assert quotes == ["", " hidden"]
    assert f'data-interview-cursor-value="{interview.room.last_seq}"' in page
    assert f'data-interview-epoch-value="{interview.room.epoch}"' in page
    assert "等待审核的提问" not in page


def test_the_text_that_is_kept_for_the_crowd_is_never_old(client: Client, make_interview: Make) -> None:
    interview = make_interview(Interview.State.LIVE)
    say(interview, "第一句")
    assert "第一句" in log_of(read(client, interview))
    say(interview, "第二句")
    assert "第二句" in log_of(read(client, interview))


def test_the_text_that_is_kept_is_read_once(
    client: Client, make_interview: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[int] = []
    real = citizen.read_stream
    monkeypatch.setattr(citizen, "read_stream", lambda interview: reads.append(1) or real(interview))
    interview = make_interview(Interview.State.LIVE)
    for number in range(3):
        say(interview, f"第{number}句")
        read(client, interview)
        Client().get(interview.page.url)
    assert len(reads) == 3


def test_what_was_taken_back_is_nowhere_on_the_page(client: Client, make_interview: Make, crew: Any) -> None:
    interview = make_interview(Interview.State.LIVE)
    entry = say(interview, "误发的内容")
    append_entry(interview.room, "pinned", {"seq": entry.seq})
    assert "误发的内容" in read(client, interview)
    redact_entry(entry, "误发", by=crew.host)
    page = read(client, interview)
    assert "误发的内容" not in page
    assert "entry--redacted" in log_of(page)


@pytest.mark.parametrize(
    ("state", "has_log", "has_form"),
    [
        (Interview.State.COLLECTING, False, True),
        (Interview.State.LIVE, True, True),
        (Interview.State.PAUSED, True, False),
        (Interview.State.ENDED, True, None),
    ],
)
def test_each_part_of_the_life_has_its_parts(
    client: Client, make_interview: Make, state: str, has_log: bool, has_form: bool | None
) -> None:
    page = read(client, make_interview(state))
    assert ('role="log"' in page) is has_log
    if has_form is None:
        assert 'id="ask"' not in page
    else:
        form = page.split('data-interview-ask-target="form"')[0].rsplit("<form", 1)[1]
        assert ("hidden" not in form) is has_form
    assert ("data-interview-url-value" in page) is (state != Interview.State.ENDED)


def test_a_case_is_shown_with_its_code_to_the_device_that_asked(client: Client, make_interview: Make) -> None:
    interview = make_interview(Interview.State.LIVE)
    client.post(reverse("interviews:ask", args=[interview.pk]), {"text": "几岁能领？"})
    Interview.objects.filter(pk=interview.pk).update(state=Interview.State.ENDED, ended_at=timezone.now())
    interview.refresh_from_db()
    open_follow_ups(interview)
    question = interview.questions.get()
    assert question.case is not None
    mine = client.get(reverse("interviews:mine", args=[interview.pk])).text
    assert question.case.number in mine
    assert question.query_code in mine
    assert f"{reverse('cases:track')}?number={question.case.number}" in mine
    # Nothing of it for others, and nothing on the page of all.
    for page in (Client().get(reverse("interviews:mine", args=[interview.pk])).text, read(client, interview)):
        assert question.query_code not in page
        assert question.case.number not in page
