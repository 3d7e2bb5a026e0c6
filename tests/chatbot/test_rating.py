"""Whether an answer helped: the visitor's own word, about the visitor's own answer."""

from typing import Any

import pytest
from django.test import Client

from chatbot.models import Turn
from portal.content.models import PolicyPage
from tests.chatbot.conftest import PIGEON_QUESTION
from tests.chatbot.visiting import SCRIPT, ask, page_of
from tests.factories import SiteFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def answered(citizen: Client, pigeons: PolicyPage, open_gate: None) -> Turn:
    ask(citizen, PIGEON_QUESTION)
    return Turn.objects.get()


def rate(client: Client, turn: Any, rating: str, *, script: bool = True) -> Any:
    headers = SCRIPT if script else {}
    return client.post("/chat/rate/", {"turn": turn, "rating": rating}, headers=headers)


def test_answer_is_rated_and_the_last_word_counts(citizen: Client, answered: Turn) -> None:
    assert 'value="not_useful"' in page_of(citizen)
    response = rate(citizen, answered.pk, "useful")
    assert response.status_code == 200
    assert "感谢" in response.content.decode()
    rate(citizen, answered.pk, "not_useful")
    answered.refresh_from_db()
    assert answered.rating == "not_useful"
    assert 'value="not_useful"' not in page_of(citizen)


def test_answer_is_rated_without_script(citizen: Client, answered: Turn) -> None:
    response = rate(citizen, answered.pk, "useful", script=False)
    assert (response.status_code, response["Location"]) == (302, f"/chat/#turn-{answered.pk}")


@pytest.mark.parametrize("rating", ["", "5", "USEFUL", "useful; DROP TABLE"])
def test_unknown_rating_is_refused(citizen: Client, answered: Turn, rating: str) -> None:
    response = rate(citizen, answered.pk, rating)
    assert (response.status_code, "无法评价" in response.content.decode()) == (400, True)
    answered.refresh_from_db()
    assert answered.rating == ""


@pytest.mark.parametrize("turn", ["", "0", "x", "-1", "9" * 30, "²", "99999"])
def test_unknown_turn_is_refused(citizen: Client, answered: Turn, turn: str) -> None:
    assert rate(citizen, turn, "useful").status_code == 400


def test_other_visitors_answer_cannot_be_rated(answered: Turn) -> None:
    stranger = Client()
    assert rate(stranger, answered.pk, "useful").status_code == 400
    ask(stranger, "您好")
    assert rate(stranger, answered.pk, "useful", script=False).status_code == 400
    answered.refresh_from_db()
    assert answered.rating == ""


def test_refusal_cannot_be_rated(citizen: Client, pigeons: PolicyPage, shut_gate: None) -> None:
    ask(citizen, PIGEON_QUESTION)
    assert 'name="rating"' not in page_of(citizen)
    assert rate(citizen, Turn.objects.get().pk, "useful").status_code == 400


def test_conversation_of_another_site_is_not_there(citizen: Client, answered: Turn) -> None:
    SiteFactory(hostname="county.example")
    page = citizen.get("/chat/", headers={"host": "county.example"})
    assert page.status_code == 200
    assert 'id="turn-' not in page.content.decode()
    rated = citizen.post(
        "/chat/rate/", {"turn": answered.pk, "rating": "useful"}, headers={"host": "county.example"}
    )
    assert rated.status_code == 400
