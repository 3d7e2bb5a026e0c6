"""What is kept of a question: enough to reproduce its answer, nothing that is nobody's business."""

from collections.abc import Callable
from datetime import date

import pytest

from chatbot.actions import ask_question, begin_conversation, check_question
from chatbot.models import Conversation, Turn
from chatbot.statuses import Status
from portal.base.errors import Invalid
from portal.content.models import PolicyPage
from search.models import IndexHead
from tests.chatbot.conftest import PIGEON_QUESTION, PIGEONS, REGISTER

pytestmark = pytest.mark.django_db
Ask = Callable[..., Turn]
MakePolicy = Callable[..., PolicyPage]


def pages_in(turn: Turn) -> set[int]:
    return {quote["page"] for quote in turn.answer}


def test_turn_keeps_what_reproduces_it(ask: Ask, pigeons: PolicyPage, open_gate: None) -> None:
    turn = ask(PIGEON_QUESTION)
    turn.refresh_from_db()
    assert turn.index_revision == IndexHead.objects.get(pk=1).revision
    assert [kept["document_id"] for kept in turn.passages] == [
        f"page-{pigeons.pk}:provision:article-1:0",
        f"page-{pigeons.pk}:provision:article-2:0",
    ]
    for kept in turn.passages:
        assert (kept["page"], kept["revision"]) == (pigeons.pk, pigeons.live_revision_id)
        assert {"score", "keyword", "cosine"} <= set(kept)
    assert turn.reading["mode"] == "keyword"
    assert turn.reading["confidence"] > 0.9
    assert turn.reading["features"]
    assert turn.milliseconds >= 0


def test_same_question_gives_the_same_answer(ask: Ask, pigeons: PolicyPage, open_gate: None) -> None:
    first, second = ask(PIGEON_QUESTION), ask(PIGEON_QUESTION)
    assert (first.answer, first.passages) == (second.answer, second.passages)
    assert (first.number, second.number) == (1, 2)


def test_personal_data_is_never_kept(ask: Ask, pigeons: PolicyPage, open_gate: None) -> None:
    turn = ask("信鸽登记，身份证１１０１０１１９９００３０７７７５Ｘ，电话138-0013-8000")
    turn.refresh_from_db()
    kept = str(Turn.objects.values())
    assert turn.status == Status.PERSONAL_DATA
    for digits in ("19900307", "１９９００３０７", "0013", "8000"):
        assert digits not in kept


def test_number_hidden_by_invisible_characters_is_found(ask: Ask) -> None:
    turn = ask("110101\u200b19900307\u200b7758 怎么办居住证")
    assert turn.status == Status.PERSONAL_DATA
    assert "19900307" not in turn.question


@pytest.mark.parametrize("question", ["", "   ", "\n\t", "？？？", "\u200b\u200b", "\x00\x01", "。", "🙂"])
def test_question_without_a_word_is_refused_and_not_kept(conversation: Conversation, question: str) -> None:
    with pytest.raises(Invalid) as refusal:
        ask_question(conversation, question)
    assert refusal.value.field == "question"
    assert not Turn.objects.exists()


def test_too_long_question_is_refused_and_the_longest_is_not(conversation: Conversation) -> None:
    with pytest.raises(Invalid):
        ask_question(conversation, "字" * 2001)
    assert not Turn.objects.exists()
    assert ask_question(conversation, f"  {'字' * 2000}  ").question == "字" * 2000


def test_what_cannot_be_seen_is_left_out() -> None:
    assert check_question("信\x00鸽\u202e登\u200b记\x1b[31m？\n第二行\t") == "信鸽登记[31m？\n第二行"


def test_turns_of_two_conversations_are_numbered_apart(ask: Ask, conversation: Conversation) -> None:
    other = begin_conversation(conversation.site, "en")
    assert ask("您好").number == 1
    assert ask_question(other, "您好").number == 1
    assert ask("谢谢").number == 2


def test_published_date_of_the_day_is_that_of_the_page(
    ask: Ask, make_policy: MakePolicy, open_gate: None
) -> None:
    make_policy(PIGEONS, REGISTER, published_on=date(2026, 2, 28))
    assert ask(PIGEON_QUESTION).answer[0]["published_on"] == "2026-02-28"
