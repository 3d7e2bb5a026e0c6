"""The big screen: what a projector shows when the page is opened; its script follows from there."""

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from interaction.interviews.actions.redacting import redact
from interaction.interviews.actions.speaking import answer_question, correct, say
from interaction.interviews.actions.staging import put_on_screen
from interaction.interviews.models import Interview, Question
from interaction.interviews.screen_views import length_of
from tests.interaction.interviews.conftest import Crew

type Make = Callable[..., Any]

pytestmark = pytest.mark.django_db


@pytest.fixture
def live(make_interview: Make) -> Interview:
    interview: Interview = make_interview(Interview.State.LIVE)
    return interview


@pytest.fixture
def asked(live: Interview, make_question: Make, crew: Crew) -> Question:
    question: Question = make_question(live, state=Question.State.APPROVED)
    put_on_screen(live, crew.host, question)
    return question


def shown(client: Client, interview: Interview, query: str = "") -> str:
    response = client.get(reverse("interviews:screen", args=[interview.pk]) + query)
    assert response.status_code == 200
    return response.content.decode()


def words(page: str, target: str) -> tuple[str, bool]:
    """The text of a part of the screen, and whether it is hidden."""
    found = re.search(rf'<(\w+)([^>]*data-screen-target="{target}"[^>]*)>(.*?)</\1>', page, re.DOTALL)
    assert found is not None, target
    return re.sub(r"<[^>]+>|\s+", " ", found[3]).strip(), "hidden" in found[2]


def answer(live: Interview, question: Question, crew: Crew, text: str) -> int:
    entry = answer_question(
        live, crew.guest, text, question, client_id=uuid.uuid4(), seen_seq=live.room.last_seq + 100
    )
    return int(entry.seq)


def test_before_anything_is_said_it_invites(client: Client, live: Interview) -> None:
    page = shown(client, live)
    assert words(page, "question")[1]
    assert words(page, "said")[1]
    assert not words(page, "welcome")[1]
    assert "领取条件" in page


def test_the_question_on_the_screen_is_shown_with_its_latest_answer(
    client: Client, live: Interview, asked: Question, crew: Crew
) -> None:
    answer(live, asked, crew, "先说第一点。")
    answer(live, asked, crew, "再说第二点。")
    page = shown(client, live)
    assert words(page, "text") == (asked.public_text, False)
    assert words(page, "words")[0] == "再说第二点。"
    assert words(page, "welcome")[1]


def test_corrected_words_stand_in_place_of_the_first_ones(
    client: Client, live: Interview, asked: Question, crew: Crew
) -> None:
    seq = answer(live, asked, crew, "七十周岁。")
    correct(live, crew.host, seq, "八十周岁。", client_id=uuid.uuid4())
    page = shown(client, live)
    assert words(page, "words")[0] == "八十周岁。"
    assert "七十周岁" not in page


def test_words_that_were_taken_back_are_shown_nowhere(
    client: Client, live: Interview, asked: Question, crew: Crew
) -> None:
    seq = answer(live, asked, crew, "说错了。")
    redact(live, crew.host, seq, "说错了对象")
    page = shown(client, live)
    assert "说错了。" not in page
    assert words(page, "said")[1]


def test_between_two_questions_the_hosts_words_are_shown(
    client: Client, live: Interview, asked: Question, crew: Crew
) -> None:
    answer(live, asked, crew, "八十周岁。")
    say(live, crew.host, "下一个问题马上来。", client_id=uuid.uuid4())
    put_on_screen(live, crew.host, None)
    page = shown(client, live)
    assert words(page, "question")[1]
    assert words(page, "words")[0] == "下一个问题马上来。"


def test_it_begins_to_follow_behind_what_it_shows(client: Client, live: Interview, asked: Question) -> None:
    live.room.refresh_from_db()
    assert f'data-screen-cursor-value="{live.room.last_seq}"' in shown(client, live)


def test_the_state_stands_there_in_words(client: Client, live: Interview) -> None:
    page = shown(client, live)
    assert re.search(r'data-word="live">', page)
    assert re.search(r'data-word="paused" hidden>', page)


@pytest.mark.parametrize(("query", "theme"), [("?theme=dark", "dark"), ("?theme=light", "light")])
def test_the_projector_chooses_light_or_dark(client: Client, live: Interview, query: str, theme: str) -> None:
    assert f'data-theme="{theme}"' in shown(client, live, query)


def test_another_theme_is_none(client: Client, live: Interview) -> None:
    assert "data-theme" not in shown(client, live, "?theme=%22onload")


def test_the_code_leads_to_the_page_and_nothing_is_inline(client: Client, live: Interview) -> None:
    page = shown(client, live)
    assert '<svg class="qr__code"' in page
    assert " style=" not in page
    assert not re.search(r"<script(?![^>]*src=)", page)


def test_an_interview_that_is_not_public_has_no_screen(client: Client, live: Interview) -> None:
    live.page.unpublish()
    assert client.get(reverse("interviews:screen", args=[live.pk])).status_code == 404


@pytest.mark.parametrize(
    ("count", "name"), [(24, "short"), (25, "medium"), (60, "medium"), (61, "long"), (141, "full")]
)
def test_longer_texts_are_set_smaller(count: int, name: str) -> None:
    assert length_of("字" * count) == name
