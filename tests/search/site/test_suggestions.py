"""What is offered while one types, and “did you mean”."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, Site

from portal.content.models import ExampleQuestion
from search.pinyin import Reading
from search.spelling import correct
from tests.factories import PolicyPageFactory, article
from tests.search.site.conftest import HOST, LOAN, RENT, SENIOR, Ask, titles

QUESTION = "公积金最多能贷多少？"


@pytest.fixture
def suggest(client: Client, city: Site) -> Any:
    ExampleQuestion.objects.create(page_id=city.root_page_id, text=QUESTION)

    def suggested(typed: str, host: str = HOST) -> list[dict[str, str]]:
        response = client.get(reverse("search:suggest"), {"q": typed}, headers={"host": host})
        assert response.status_code == 200
        assert "max-age=60" in response.headers["Cache-Control"]
        return response.json()["suggestions"]

    return suggested


FOUND: list[tuple[str, set[str]]] = [
    ("高龄", {SENIOR}),
    ("高齡津", {SENIOR}),
    ("gljt", {SENIOR}),
    ("gaoling", {SENIOR}),
    ("GAOLINGJIN", {SENIOR}),
    ("aoling", set()),
    ("租房提", {RENT, f"《{RENT}》解读"}),
    ("云民发〔2025", {SENIOR}),
    ("牦牛", set()),
    ("高", set()),
    ("", set()),
    ("%", set()),
    ("\x00", set()),
    ("公" * 500, set()),
    ("11010519491231002X", set()),
]


def test_titles_are_found_by_part_and_by_sound(suggest: Any, county: Page) -> None:
    for typed, found in FOUND:
        assert {one["text"] for one in suggest(typed)} == found, typed


def test_example_questions_lead_to_the_chat(suggest: Any) -> None:
    question, *pages = suggest("gjj")

    assert question["text"] == QUESTION
    assert question["url"].startswith("/chat/?q=")
    assert {page["text"] for page in pages} >= {LOAN, RENT}
    assert all(page["url"].startswith("/") for page in pages)


def test_never_more_than_eight(suggest: Any, section: Page) -> None:
    for at in range(12):
        PolicyPageFactory(parent=section, title=f"公积金规定{at}", published=True)

    assert len(suggest("公积金")) == 8


def test_title_is_read_as_it_sounds() -> None:
    reading = Reading("云溪市（2025年）公积金")

    assert reading.find("yxs") == 0
    assert reading.find("gongji") > 0
    assert reading.find("ongji") == -1
    assert reading.find("yunxs") == -1


@pytest.fixture
def vocabulary(city: Site, section: Page) -> None:
    """Enough text for words to be known as frequent."""
    PolicyPageFactory(
        parent=section,
        title="医保社保办事指南",
        keywords="医保, 社保, 垃圾分类, 贷款",
        published=True,
        body=[
            article(f"第{at}条", "参加医保和社保的职工，可以提取公积金，申请贷款。") for at in "一二三四五六"
        ],
    )


MEANT = [
    ("公鸡金", "公积金"),
    ("公鸡金怎么提取", "公积金怎么提取"),
    ("衣保", "医保"),
    ("自己交社宝", "自己交社保"),
    ("gongjijin", "公积金"),
    ("tiqugongjijin", "提取公积金"),
    ("Gongjijin 提取", "公积金 提取"),
    ("代款", "贷款"),
]


def test_what_sounds_like_a_word_is_put_right(vocabulary: None) -> None:
    assert {typed: correct(typed) for typed, _meant in MEANT} == dict(MEANT)


RIGHT = [
    "公积金",
    "医保怎么交",
    "一报还一报",
    "我要买公鸡",
    "housing fund",
    "apple",
    "asdf",
    "12345",
    "",
    " ",
    "！？",
    "😀",
    "他把门关上了",
    "社会保险",
    "金色的公鸡",
    "云溪市",
    "\x00",
]


def test_what_is_right_stays(vocabulary: None) -> None:
    assert {typed: correct(typed) for typed in RIGHT} == dict.fromkeys(RIGHT)


def test_better_spelling_is_proposed_only_where_it_finds_more(ask: Ask, vocabulary: None) -> None:
    assert ask("公鸡金").context["did_you_mean"] == "公积金"
    assert "q=%E5%85%AC%E7%A7%AF%E9%87%91" in ask("公鸡金").content.decode()
    assert ask("公积金").context["did_you_mean"] == ""
    assert titles(ask("公积金"))
