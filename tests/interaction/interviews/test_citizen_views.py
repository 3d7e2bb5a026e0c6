"""Asking, voting and following one's own questions through the doors that citizens use."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from interaction.interviews.models import Interview, Question, QuestionVote
from interaction.moderation.models import RejectionCode
from portal.base.devices import COOKIE

State = Question.State
type Make = Callable[..., Any]
JSON = {"Accept": "application/json"}


def url(name: str, interview: Interview, *args: Any) -> str:
    return reverse(f"interviews:{name}", args=[interview.pk, *args])


def ask(client: Client, interview: Interview, text: str = "高龄津贴从几岁开始领？", **data: Any) -> Any:
    headers = data.pop("headers", None)
    return client.post(url("ask", interview), {"text": text} | data, headers=headers)


def test_a_question_without_script_waits_and_its_author_sees_so(client: Client, make_interview: Make) -> None:
    interview = make_interview()
    response = ask(client, interview)
    assert response.status_code == 302
    assert response.url == url("mine", interview)
    assert COOKIE in response.cookies
    page = client.get(response.url)
    assert "高龄津贴从几岁开始领？" in page.text
    assert "Waits for a moderator" in page.text or "等待审核" in page.text
    assert page.headers["Cache-Control"] == "private, no-store"
    # Nobody else sees it.
    assert "高龄津贴从几岁开始领？" not in Client().get(url("mine", interview)).text
    assert "高龄津贴从几岁开始领？" not in client.get(interview.page.url).text


def test_a_script_gets_json_and_may_send_again(client: Client, make_interview: Make) -> None:
    interview = make_interview()
    client_id = str(uuid.uuid4())
    first = ask(client, interview, client_id=client_id, headers=JSON)
    again = ask(client, interview, client_id=client_id, headers=JSON)
    assert first.json()["ok"] is True
    assert first.json()["question"] == again.json()["question"]
    assert interview.questions.count() == 1


def test_the_same_words_from_one_device_are_one_question_without_script(
    client: Client, make_interview: Make
) -> None:
    interview = make_interview()
    ask(client, interview)
    ask(client, interview)
    assert interview.questions.count() == 1


def test_similar_questions_are_offered_before_it_is_sent(
    client: Client, make_interview: Make, make_question: Make
) -> None:
    interview = make_interview()
    shown = make_question(interview, "高龄津贴从几岁开始领？", state=State.APPROVED)
    response = ask(client, interview, "高龄津贴几岁能领？")
    assert response.status_code == 200
    assert url("vote", interview, shown.pk) in response.text
    assert interview.questions.count() == 1
    sent = ask(client, interview, "高龄津贴几岁能领？", step="send")
    assert sent.status_code == 302
    assert interview.questions.count() == 2


def test_the_fragment_of_similar_questions_is_posted_and_never_kept(
    client: Client, make_interview: Make, make_question: Make
) -> None:
    interview = make_interview()
    make_question(interview, "高龄津贴从几岁开始领？", state=State.APPROVED)
    make_question(interview, "高龄津贴还没审核的几岁开始领", state=State.PENDING)
    response = client.post(url("similar", interview), {"text": "高龄津贴几岁能领？"})
    assert "高龄津贴从几岁开始领？" in response.text
    assert "还没审核" not in response.text
    assert response.headers["Cache-Control"] == "private, no-store"
    assert client.get(url("similar", interview)).status_code == 405


@pytest.mark.parametrize("headers", [None, JSON])
def test_an_empty_question_says_what_is_missing(
    client: Client, make_interview: Make, headers: dict[str, str] | None
) -> None:
    response = ask(client, make_interview(), " ", headers=headers)
    assert response.status_code == 400
    if headers:
        assert response.json()["field"] == "text"
    else:
        assert 'aria-invalid="true"' in response.text


def test_an_address_is_kept_only_with_consent(client: Client, make_interview: Make) -> None:
    interview = make_interview()
    refused = ask(client, interview, notice_email="wang@example.org")
    assert refused.status_code == 400
    assert ask(client, interview, notice_email="wang@example.org", consent_to_contact="on").status_code == 302
    assert interview.questions.get().notice_email == "wang@example.org"


def test_a_closed_interview_refuses_in_words(client: Client, make_interview: Make) -> None:
    interview = make_interview(Interview.State.ENDED)
    assert ask(client, interview).status_code == 409
    answer = ask(client, interview, headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (409, "over")
    assert answer.json()["message"]


def test_slow_mode_says_how_long_to_wait(client: Client, make_interview: Make) -> None:
    interview = make_interview(Interview.State.LIVE, slow_mode_seconds=120)
    ask(client, interview)
    for headers in (None, JSON):
        response = ask(client, interview, "第二个问题？", headers=headers)
        assert response.status_code == 429
        assert 118 <= int(response.headers["Retry-After"]) <= 120
    assert response.json()["retry_after"] == int(response.headers["Retry-After"])


def test_a_device_is_held_to_three_a_minute_and_a_campus_is_not(client: Client, make_interview: Make) -> None:
    interview = make_interview()
    answers = [ask(client, interview, f"第{number}个问题") for number in range(4)]
    assert [one.status_code for one in answers] == [302, 302, 302, 429]
    assert answers[-1].headers["Retry-After"] == "60"
    assert "429" not in answers[-1].text
    # Three hundred others behind the same address ask all the same.
    others = [ask(Client(), interview, f"另外第{number}个问题", headers=JSON) for number in range(300)]
    assert {one.status_code for one in others} == {200}


def test_what_is_sent_again_is_not_counted_as_another_try(client: Client, make_interview: Make) -> None:
    interview = make_interview()
    client.get(url("mine", interview))
    client_id = str(uuid.uuid4())
    answers = [ask(client, interview, client_id=client_id, headers=JSON) for _ in range(6)]
    assert {one.status_code for one in answers} == {200}


def test_a_first_answer_that_was_lost_doubles_nothing(make_interview: Make) -> None:
    interview = make_interview()
    client_id = str(uuid.uuid4())
    ask(Client(), interview, client_id=client_id, headers=JSON)
    again = Client()
    assert ask(again, interview, client_id=client_id, headers=JSON).status_code == 200
    assert interview.questions.count() == 1
    assert "高龄津贴从几岁开始领？" in again.get(url("mine", interview)).text


def test_a_vote_is_counted_once_a_device_and_taken_back(
    client: Client, make_interview: Make, make_question: Make
) -> None:
    interview = make_interview()
    question = make_question(interview, state=State.APPROVED)
    address = url("vote", interview, question.pk)
    assert client.post(address, headers=JSON).json() == {"ok": True, "votes": 1, "voted": True}
    assert client.post(address, headers=JSON).json()["votes"] == 1
    assert Client().post(address, headers=JSON).json()["votes"] == 2
    assert client.post(address, {"vote": "0"}, headers=JSON).json() == {
        "ok": True,
        "votes": 1,
        "voted": False,
    }
    # Without script the way leads to one's own list, where the vote stands.
    response = client.post(address, follow=True)
    assert response.redirect_chain == [(url("mine", interview), 302)]
    assert question.public_text in response.text
    assert QuestionVote.objects.filter(question=question).count() == 2


def test_questions_that_are_not_shown_cannot_be_voted_for_or_found(
    client: Client, make_interview: Make, make_question: Make
) -> None:
    interview = make_interview()
    question = make_question(interview, state=State.PENDING)
    assert client.post(url("vote", interview, question.pk)).status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Referer": "https://elsewhere.example/page"},
    ],
)
def test_other_sites_cannot_send_in_a_visitors_name(
    make_interview: Make, make_question: Make, headers: dict[str, str]
) -> None:
    client = Client(enforce_csrf_checks=True)
    interview = make_interview()
    question = make_question(interview, state=State.APPROVED)
    assert ask(client, interview, headers=headers).status_code == 403
    assert client.post(url("vote", interview, question.pk), headers=headers).status_code == 403
    assert interview.questions.count() == 1
    assert not QuestionVote.objects.exists()


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://testserver"}, {}])
def test_own_pages_send_without_a_token(make_interview: Make, headers: dict[str, str]) -> None:
    client = Client(enforce_csrf_checks=True)
    assert ask(client, make_interview(), headers=headers).status_code == 302


def test_the_page_that_a_crowd_reads_hands_out_no_device_and_no_token(
    client: Client, make_interview: Make
) -> None:
    for state in (Interview.State.COLLECTING, Interview.State.LIVE):
        interview = make_interview(state, title=f"访谈 {state}")
        response = client.get(interview.page.url)
        assert response.status_code == 200
        assert COOKIE not in response.cookies
        assert "csrfmiddlewaretoken" not in response.text.split('id="ask"')[1].split("</section>")[0]


def test_a_rejection_is_explained_to_its_author(
    client: Client, make_interview: Make, rude: RejectionCode
) -> None:
    interview = make_interview()
    ask(client, interview)
    question = interview.questions.get()
    Question.objects.filter(pk=question.pk).update(
        state=State.REJECTED, rejection=rude, rejection_note="请去掉称呼。"
    )
    page = client.get(url("mine", interview)).text
    for words in (rude.name, rude.code, rude.explanation, "请去掉称呼。"):
        assert words in page


def test_a_wanted_detail_is_asked_for_and_sent(client: Client, make_interview: Make) -> None:
    interview = make_interview()
    ask(client, interview)
    question = interview.questions.get()
    Question.objects.filter(pk=question.pk).update(state=State.NEEDS_DETAIL, detail_wanted="在哪个区？")
    assert "在哪个区？" in client.get(url("mine", interview)).text
    assert client.post(url("detail", interview, question.pk), {"text": ""}, headers=JSON).status_code == 400
    sent = client.post(url("detail", interview, question.pk), {"text": "云台区"}, follow=True)
    assert "云台区" in sent.text
    question.refresh_from_db()
    assert question.state == State.PENDING
    # Another device does not find it.
    assert Client().post(url("detail", interview, question.pk), {"text": "x"}).status_code == 404
    assert Client().post(url("withdraw", interview, question.pk)).status_code == 404


def test_a_question_is_withdrawn(client: Client, make_interview: Make) -> None:
    interview = make_interview()
    ask(client, interview)
    question = interview.questions.get()
    client.post(url("withdraw", interview, question.pk))
    question.refresh_from_db()
    assert question.state == State.WITHDRAWN
    refused = client.post(url("withdraw", interview, question.pk), headers=JSON)
    assert refused.status_code == 409


def test_an_interview_that_is_not_public_or_of_another_site_is_not_found(
    client: Client, make_interview: Make, county: Any
) -> None:
    interview = make_interview()
    elsewhere = client.get(url("mine", interview), headers={"Host": county.hostname})
    assert elsewhere.status_code == 404
    interview.page.unpublish()
    assert client.get(url("mine", interview)).status_code == 404
    assert ask(client, interview).status_code == 404


def test_the_fragment_knows_what_is_ones_own(
    client: Client, make_interview: Make, make_question: Make
) -> None:
    interview = make_interview()
    other = make_question(interview, state=State.APPROVED, asked_at=timezone.now())
    ask(client, interview, "我家老人能领多少？", step="send")
    client.post(url("vote", interview, other.pk))
    own = interview.questions.latest("number")
    fragment = client.get(url("mine", interview), headers={"X-Requested-With": "XMLHttpRequest"}).text
    assert f'data-own="{own.pk}"' in fragment
    assert f'data-voted="{other.pk}"' in fragment
    assert 'data-waiting="true"' in fragment
    assert "<html" not in fragment
