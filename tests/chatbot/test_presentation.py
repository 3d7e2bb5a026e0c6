"""A turn as it is shown: quoted words of then, links and validity of now, in one query."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from chatbot.actions import rate_turn
from chatbot.models import Conversation, Turn
from chatbot.presentation import ShownTurn, show_parts, show_turns
from chatbot.statuses import OFFERS_HANDOFF, Status
from portal.content.models import PolicyPage
from tests.chatbot.conftest import PIGEON_QUESTION, PIGEONS, REGISTER

pytestmark = pytest.mark.django_db
Ask = Callable[..., Turn]


@pytest.fixture
def answered(ask: Ask, pigeons: PolicyPage, open_gate: None) -> Turn:
    return ask(PIGEON_QUESTION)


def show(turn: Turn) -> ShownTurn:
    (shown,) = show_turns([Turn.objects.get(pk=turn.pk)])
    return shown


def test_quote_leads_to_the_very_article(answered: Turn, pigeons: PolicyPage) -> None:
    quote = show(answered).answer_quotes[0]
    assert [part.text for part in quote.parts] == [REGISTER]
    assert quote.url == f"{pigeons.url}#article-1"
    assert (quote.title, quote.article, quote.is_current) == (PIGEONS, "第一条", True)
    assert quote.published_on == pigeons.published_on


def test_link_follows_the_page(answered: Turn, pigeons: PolicyPage) -> None:
    pigeons.slug = "moved"
    pigeons.save_revision().publish()
    assert show(answered).answer_quotes[0].url.endswith("/moved/#article-1")


def test_link_is_in_the_readers_language(answered: Turn) -> None:
    with override("en"):
        quote = show(answered).answer_quotes[0]
        assert quote.url.startswith("/en/")
        assert quote.validity_label == "In force"


def test_withdrawn_source_is_named_not_linked(answered: Turn, pigeons: PolicyPage) -> None:
    pigeons.unpublish()
    quote = show(answered).answer_quotes[0]
    assert (quote.url, quote.is_current, quote.validity_label) == ("", False, "已撤下")
    assert [part.text for part in quote.parts] == [REGISTER]


def test_deleted_source_is_named_not_linked(answered: Turn, pigeons: PolicyPage) -> None:
    pigeons.delete()
    assert show(answered).answer_quotes[0].url == ""


def test_repealed_source_says_so(answered: Turn, pigeons: PolicyPage) -> None:
    pigeons.validity = PolicyPage.Validity.REPEALED
    pigeons.save_revision().publish()
    quote = show(answered).answer_quotes[0]
    assert (quote.is_current, quote.validity_label) == (False, "已废止")
    assert quote.url


def test_suggestions_of_withdrawn_pages_vanish(ask: Ask, pigeons: PolicyPage, shut_gate: None) -> None:
    turn = ask(PIGEON_QUESTION)
    assert show(turn).suggestions[0]["url"] == f"{pigeons.url}#article-1"
    pigeons.unpublish()
    assert show(turn).suggestions == []


@pytest.mark.parametrize("status", Status.values)
def test_person_is_offered_where_one_helps(conversation: Conversation, status: str) -> None:
    turn = Turn.objects.create(conversation=conversation, number=1, question="问", status=status)
    shown = show(turn)
    assert shown.offers_handoff == (status in OFFERS_HANDOFF)
    assert shown.is_answered == (status in {"answered", "partial"})


def test_rating_is_shown(answered: Turn) -> None:
    rate_turn(answered, "useful")
    assert show(answered).rating == "useful"


def test_twenty_turns_cost_no_more_queries_than_one(
    ask: Ask, pigeons: PolicyPage, conversation: Conversation, open_gate: None
) -> None:
    def queries() -> int:
        show_turns(conversation.turns.all())
        with CaptureQueriesContext(
            connection,
        ) as captured:
            show_turns(conversation.turns.all())
        return len(captured)

    ask(PIGEON_QUESTION)
    few = queries()
    for _turn in range(19):
        ask(PIGEON_QUESTION)
    assert queries() == few <= 4


def test_chat_page_costs_the_same_for_one_turn_and_for_twenty(
    client: Client, make_policy: Callable[..., PolicyPage], open_gate: None
) -> None:
    def queries() -> int:
        client.get("/chat/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/chat/")
        return len(captured)

    for kind in ("信鸽", "金鱼", "鹦鹉"):
        make_policy(f"{kind}饲养办法", f"饲养{kind}的居民应当向社区登记。")
    client.post("/chat/ask/", {"question": "饲养信鸽怎么登记"})
    few = queries()
    for _turn in range(6):
        for kind in ("信鸽", "金鱼", "鹦鹉"):
            client.post("/chat/ask/", {"question": f"饲养{kind}怎么登记"})
    assert queries() == few


def test_only_the_last_turns_of_a_long_conversation_are_shown(
    client: Client, conversation: Conversation
) -> None:
    session = client.session
    session["chatbot.conversation"] = conversation.pk
    session.save()
    Turn.objects.bulk_create(
        Turn(conversation=conversation, number=at, question=f"第{at}问", status=Status.SMALL_TALK)
        for at in range(1, 71)
    )
    page = client.get("/chat/").content.decode()
    assert page.count('class="turn"') == 50
    assert "第70问" in page
    assert "第20问" not in page
    assert page.index("第21问") < page.index("第70问")


def test_table_of_a_quote_is_shown_as_a_table() -> None:
    parts = show_parts("标准如下：\n区域｜每月（元）\n东区｜1800\n自七月起执行。")
    assert [part.rows for part in parts] == [(), (("区域", "每月（元）"), ("东区", "1800")), ()]
    assert [part.text for part in parts] == ["标准如下：", "", "自七月起执行。"]
