"""The chat's doors as a visitor uses them: with the script and without, with good and bad input."""

import logging
import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils.html import escape
from wagtail.models import Site

from chatbot import views
from chatbot.models import Conversation, Turn
from chatbot.statuses import Status
from portal.base.throttling import Limit
from portal.content.models import ExampleQuestion, PolicyPage
from tests.chatbot.conftest import PIGEON_QUESTION, PIGEONS, REGISTER
from tests.chatbot.visiting import SCRIPT, ask, page_of

pytestmark = pytest.mark.django_db
IDENTITY = "110101199003077758"


def draft_in(page: str) -> str:
    return BeautifulSoup(page, "html.parser").find("textarea", {"name": "question"}).text


# The page.


def test_empty_chat_greets_and_offers_examples(citizen: Client, site: Site) -> None:
    ExampleQuestion.objects.create(page=site.root_page.specific, text="信鸽要登记吗？")
    response = citizen.get("/chat/")
    page = response.content.decode()
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert "您好" in page
    assert "信鸽要登记吗？" in page
    assert not Conversation.objects.exists()


@pytest.mark.parametrize("path", ["/chat/", "/en/chat/"])
def test_page_speaks_the_language_of_its_address(citizen: Client, path: str) -> None:
    page = citizen.get(path).content.decode()
    assert ("Ask the policies" in page) == path.startswith("/en/")
    assert f'action="{path}ask/"' in page


def test_address_may_bring_a_question_and_a_policy(citizen: Client, pigeons: PolicyPage) -> None:
    page = citizen.get("/chat/", {"q": "信鸽怎么登记", "about": str(pigeons.pk)}).content.decode()
    assert draft_in(page) == "信鸽怎么登记"
    assert f'name="about" value="{pigeons.pk}"' in page
    assert PIGEONS in page


@pytest.mark.parametrize("about", ["", "0", "99999", "-1", "x", "9" * 30, "１", "1 OR 1=1"])
def test_address_of_no_policy_is_ignored(citizen: Client, about: str) -> None:
    response = citizen.get("/chat/", {"about": about, "q": "<script>" + "长" * 9000})
    assert response.status_code == 200
    assert 'name="about"' not in response.content.decode()


def test_draft_policy_is_not_named(citizen: Client, pigeons: PolicyPage) -> None:
    pigeons.unpublish()
    assert PIGEONS not in citizen.get("/chat/", {"about": str(pigeons.pk)}).content.decode()


# Asking.


def test_script_gets_the_turn_alone(citizen: Client, pigeons: PolicyPage, open_gate: None) -> None:
    response = ask(citizen, PIGEON_QUESTION, script=True)
    turn = Turn.objects.get()
    text = response.content.decode()
    assert response.status_code == 200
    assert "<html" not in text
    assert f'id="turn-{turn.pk}"' in text
    assert REGISTER in text
    assert f'href="{pigeons.url}#article-1"' in text
    assert "现行有效" in text


def test_without_script_the_page_comes_back(citizen: Client, pigeons: PolicyPage, open_gate: None) -> None:
    response = ask(citizen, PIGEON_QUESTION)
    turn = Turn.objects.get()
    assert (response.status_code, response["Location"]) == (302, f"/chat/#turn-{turn.pk}")
    page = page_of(citizen)
    assert REGISTER in page
    assert PIGEON_QUESTION in page


def test_conversation_survives_a_reload_and_is_nobody_elses(
    citizen: Client, pigeons: PolicyPage, open_gate: None
) -> None:
    ask(citizen, PIGEON_QUESTION)
    ask(citizen, "谢谢")
    shown = re.findall(r'id="turn-(\d+)"', page_of(citizen))
    assert shown == [str(turn.pk) for turn in Turn.objects.order_by("number")]
    assert Conversation.objects.count() == 1
    assert 'id="turn-' not in page_of(Client())


def test_english_reader_gets_english_words_and_the_chinese_text(
    citizen: Client, pigeons: PolicyPage, open_gate: None
) -> None:
    response = citizen.post("/en/chat/ask/", {"question": PIGEON_QUESTION}, headers=SCRIPT)
    text = response.content.decode()
    assert "The published policies say:" in text
    assert "Ask a person" in text
    assert REGISTER in text
    assert Conversation.objects.get().locale == "en"


def test_unanswered_question_offers_a_person(citizen: Client, pigeons: PolicyPage, shut_gate: None) -> None:
    text = ask(citizen, PIGEON_QUESTION, script=True).content.decode()
    turn = Turn.objects.get()
    assert f'href="/chat/handoff/?turn={turn.pk}"' in text
    assert f"《{PIGEONS}》第一条" in text
    assert "不能凭猜测答复您" in text


def test_question_about_a_policy(citizen: Client, pigeons: PolicyPage, open_gate: None) -> None:
    ask(citizen, "登记要多久", about=str(pigeons.pk))
    assert Turn.objects.get().answer[0]["page"] == pigeons.pk


def test_only_posts_ask_and_rate(citizen: Client) -> None:
    assert citizen.get("/chat/ask/").status_code == 405
    assert citizen.get("/chat/rate/").status_code == 405
    assert citizen.post("/chat/").status_code == 405


def test_forged_post_is_refused(site: Site) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post("/chat/ask/", {"question": "您好"}).status_code == 403
    assert not Turn.objects.exists()


# Bad input.


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("question", ["", "  ", "？！", "\x00\x07", "\u200b"])
def test_empty_question_gets_a_message(citizen: Client, question: str, script: bool) -> None:
    response = ask(citizen, question, script=script)
    assert response.status_code == 400
    assert "请输入您的问题。" in response.content.decode()
    assert not Conversation.objects.exists()


def test_missing_question_gets_a_message(citizen: Client) -> None:
    assert citizen.post("/chat/ask/", {}).status_code == 400


def test_ten_thousand_characters_get_a_message_and_the_draft_back(citizen: Client) -> None:
    response = ask(citizen, "很长的问题" * 2000)
    page = response.content.decode()
    assert response.status_code == 400
    assert "问题请不要超过 2000 个字。" in page
    assert draft_in(page) == "很长的问题" * 400
    assert not Turn.objects.exists()


def test_script_gets_the_reason_alone(citizen: Client) -> None:
    response = ask(citizen, "很长的问题" * 2000, script=True)
    assert (response.status_code, "<html" in response.content.decode()) == (400, False)
    assert "data-reason" in response.content.decode()


def test_control_characters_are_left_out(citizen: Client, pigeons: PolicyPage, open_gate: None) -> None:
    response = ask(citizen, "饲养\x00信鸽\u202e怎么\x1b登记\u200b？")
    assert response.status_code == 302
    turn = Turn.objects.get()
    assert (turn.question, turn.status) == (PIGEON_QUESTION, Status.ANSWERED)


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "{{ request.user }}{% load i18n %}{{ 7|add:7 }}",
        "'; DROP TABLE chatbot_turn; --",
        "' OR '1'='1",
        "${7*7} #{7*7} <%= 7*7 %>",
        "</textarea><script>alert(1)</script>",
        "javascript:alert(1)",
        "%s %(x)s {0} {question}",
        "\\u003cscript\\u003e",
        "AND NOT title:* (信鸽",
    ],
)
def test_attacks_are_only_words(citizen: Client, pigeons: PolicyPage, open_gate: None, attack: str) -> None:
    question = f"饲养信鸽怎么登记 {attack}"
    assert ask(citizen, question).status_code == 302
    turn = Turn.objects.get()
    assert (turn.question, turn.status) == (question, Status.ANSWERED)
    page = page_of(citizen)
    assert escape(question) in page
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    refused = ask(citizen, attack + "长" * 3000).content.decode()
    assert "<script>alert" not in refused
    assert "<img src=x" not in refused
    assert escape(attack) in refused


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize(
    "number", [IDENTITY, "11010119900307 7759", "１１０１０１１９９００３０７７７５８", "13800138000"]
)
def test_personal_number_is_refused_and_kept_nowhere(
    citizen: Client,
    pigeons: PolicyPage,
    open_gate: None,
    caplog: pytest.LogCaptureFixture,
    number: str,
    script: bool,
) -> None:
    with caplog.at_level(logging.DEBUG):
        response = ask(citizen, f"我是{number}，信鸽怎么登记", script=script)
    page = response.content.decode()
    assert response.status_code == 400
    assert "没有被保存" in page
    sessions = [str(session.get_decoded()) for session in Session.objects.all()]
    everywhere = [page, page_of(citizen), str(Turn.objects.values()), caplog.text, *sessions]
    for piece in (number, number[6:14], number.replace(" ", "")):
        assert not any(piece in text for text in everywhere)


def test_failing_pipeline_is_an_honest_answer(
    citizen: Client, pigeons: PolicyPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise OSError("no index")

    monkeypatch.setattr("chatbot.pipeline.steps.gather", fail)
    response = ask(citizen, PIGEON_QUESTION, script=True)
    text = response.content.decode()
    assert response.status_code == 200
    assert "很抱歉，刚才检索失败了" in text
    assert "/chat/handoff/?turn=" in text
    assert "no index" not in text


def test_withdrawn_source_is_named_without_a_link(
    citizen: Client, pigeons: PolicyPage, open_gate: None
) -> None:
    ask(citizen, PIGEON_QUESTION)
    pigeons.unpublish()
    page = page_of(citizen)
    assert REGISTER in page
    assert "已撤下" in page
    assert f'href="{pigeons.url}' not in page


# Limits.


def test_visitor_who_asks_too_fast_is_told_to_wait(citizen: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "PER_VISITOR", Limit("chat-visitor", tries=2, seconds=300))
    assert [ask(citizen, "您好", script=True).status_code for _try in range(3)] == [200, 200, 429]
    page = ask(citizen, "等一等再问").content.decode()
    assert draft_in(page) == "等一等再问"
    assert "5 分钟" in page
    assert Turn.objects.count() == 2
    assert ask(Client(), "您好", script=True).status_code == 200


def test_address_that_asks_too_much_is_told_to_wait(citizen: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "PER_ADDRESS", Limit("chat-address", tries=2, seconds=300))
    assert [ask(Client(), "您好").status_code for _try in range(3)] == [302, 302, 429]
    assert Conversation.objects.count() == 2
