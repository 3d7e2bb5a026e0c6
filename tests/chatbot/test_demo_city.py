"""The demo's policies behind the real gate, without vectors: what a first visitor asks."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from wagtail.models import Site

from chatbot.actions import ask_question, begin_conversation
from chatbot.citations import policy_passages
from chatbot.models import Conversation, Turn
from chatbot.statuses import ANSWERED, UNANSWERABLE
from interaction.cases.models import Case
from portal.content.models import PolicyPage
from search.models import Passage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_city", "fresh_cache")]


@pytest.fixture
def conversation(demo_city: Site) -> Conversation:
    return begin_conversation(demo_city, "zh-hans")


@pytest.fixture
def ask(conversation: Conversation) -> Callable[..., Turn]:
    return lambda question, **how: ask_question(conversation, question, **how)


def titles(turn: Turn) -> str:
    return " ".join(quote["title"] for quote in turn.answer)


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("80岁老人每月能领多少高龄津贴？", "高龄津贴"),
        ("申领居住证需要什么材料？", "居住证"),
        ("公积金贷款最多能贷多少？", "住房公积金"),
        ("失业金能领几个月？", "失业保险"),
        ("政府信息公开申请多久答复？", "政府信息公开"),
    ],
)
def test_everyday_question_is_answered_from_the_right_policy(
    ask: Callable[..., Turn], question: str, title: str
) -> None:
    turn = ask(question)
    assert turn.status in ANSWERED
    assert title in titles(turn)
    assert turn.answer[0]["article"]


@pytest.mark.parametrize(
    "question",
    [
        "火星移民怎么报名？",
        "红烧肉怎么做才好吃？",
        "明天股市会涨吗",
        "杭州市的人才补贴怎么领？",
        "我的补贴到账了没有？",
        "帮我写一首诗",
    ],
)
def test_what_the_policies_do_not_say_is_not_answered(ask: Callable[..., Turn], question: str) -> None:
    turn = ask(question)
    assert turn.status in UNANSWERABLE
    assert turn.answer == []
    assert turn.offers_handoff


def test_no_repealed_policy_is_ever_quoted(ask: Callable[..., Turn]) -> None:
    repealed = set(
        PolicyPage.objects.filter(validity=PolicyPage.Validity.REPEALED).values_list("pk", flat=True)
    )
    assert repealed
    for question in ("公积金贷款最多能贷多少？", "80岁老人每月能领多少高龄津贴？", "高龄津贴怎么申请"):
        turn = ask(question)
        assert not repealed & {quote["page"] for quote in turn.answer}
        assert not repealed & {kept["page"] for kept in turn.passages}


def test_every_quoted_word_stands_in_its_article(ask: Callable[..., Turn]) -> None:
    def plain(text: str) -> str:
        return re.sub(r"\s+", "", text)

    for question in ("80岁老人每月能领多少高龄津贴？", "申领居住证需要什么材料？"):
        for quote in ask(question).answer:
            parts = Passage.objects.live().filter(page_id=quote["page"], anchor=quote["anchor"])
            source = plain("".join(parts.order_by("document_id").values_list("text", flat=True)))
            sentences = re.findall(r"[^。；！？\n]+[。；！？]?", quote["text"])
            for sentence in (*sentences, *quote["conditions"]):
                assert plain(sentence) in source


def test_journey_from_question_to_article_and_to_a_person(demo_city: Site) -> None:
    citizen = Client()
    citizen.post("/chat/ask/", {"question": "申领居住证需要什么材料？"})
    page = citizen.get("/chat/").content.decode()
    address, anchor = re.findall(r'href="([^"#]+)#((?:article|section|item)[^"]*)"', page)[0]
    article = citizen.get(address).content.decode()
    assert f'id="{anchor}"' in article
    citizen.post("/chat/ask/", {"question": "火星移民怎么报名？"})
    turn = Turn.objects.order_by("pk").last()
    assert turn is not None
    answer = citizen.post(
        f"/chat/handoff/?turn={turn.pk}", {"body": "火星移民怎么报名？", "consent_to_share": "on"}
    )
    assert answer["Location"] == "/letters/receipt/"
    assert Case.objects.get().number in citizen.get("/letters/receipt/").content.decode()


@pytest.mark.parametrize(
    ("letter", "title"),
    [
        ("公积金贷款额度怎么计算", "云溪市住房公积金个人住房贷款管理办法"),
        ("我想反映邻居养狗扰民，天天半夜叫", "云溪市城市管理局关于生活垃圾分类和文明养犬的通知"),
    ],
)
def test_letter_finds_the_policy_that_answers_it(demo_city: Site, letter: str, title: str) -> None:
    found = policy_passages(demo_city, letter, 3)
    assert found[0].title == title
    assert found[0].source.startswith("云")
    assert "/#" in found[0].url


@pytest.mark.parametrize("letter", ["建议公园增加饮水点", "火星移民怎么报名", "结婚登记", "？！"])
def test_letter_that_no_policy_answers_finds_none(demo_city: Site, letter: str) -> None:
    assert policy_passages(demo_city, letter, 3) == []
