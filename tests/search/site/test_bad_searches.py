"""What must not be searched for, what must do no harm, what must not be kept."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from search.models import QueryCount
from tests.search.site.conftest import HOST, Ask

IDENTITY = "11010519491231002X"
BANK_CARD = "6222021234567890128"


def test_without_a_query_the_page_is_empty_and_helpful(ask: Ask) -> None:
    response = ask()

    assert response.status_code == 200
    assert "data-reason" not in response.content.decode()


@pytest.mark.parametrize("query", ["", " ", "\u3000\t\n", "\u200b", "\x00\x07"])
def test_nothing_typed_is_told(ask: Ask, query: str) -> None:
    response = ask(query)

    assert response.status_code == 400
    assert "请输入您要查找的内容" in response.content.decode()


@pytest.mark.parametrize("query", ["公" * 10_000, "公积金 " * 2_500, "a" * 201, "<b>" * 4_000])
def test_too_long_is_refused_and_not_repeated(ask: Ask, query: str) -> None:
    response = ask(query)

    page = response.content.decode()
    assert response.status_code == 400
    assert "不要超过 200 个字" in page
    assert query[:100] not in page
    assert len(page) < 60_000


@pytest.mark.parametrize(
    "query",
    [
        *(
            IDENTITY,
            f"查询{IDENTITY}的社保",
            IDENTITY.lower(),
            "110105 19491231 002X",
            "１１０１０５１９４９１２３１００２Ｘ",
        ),
        *(BANK_CARD, f"{BANK_CARD} 公积金"),
    ],
)
def test_personal_number_is_refused_neither_repeated_nor_counted(ask: Ask, query: str) -> None:
    response = ask(query)

    page = response.content.decode()
    assert response.status_code == 400
    assert "身份证号或银行卡号" in page
    assert not any(part in page.upper() for part in ("19491231", "123456789012", "%EF%BC%91"))
    assert not QueryCount.objects.exists()


STRANGE = [
    "' OR 1=1 --",
    "'; DROP TABLE search_passage; --",
    '" UNION SELECT 1',
    "%",
    "_",
    "\\",
    "*",
    "?",
    "/",
    ":",
    "{{ 7*7 }}",
    "{% debug %}",
    "${7*7}",
    "title:公积金",
    "公积金 AND",
    "NOT",
    "(",
    '"',
    "[2025",
    "〔",
    "+-!^~",
    "公\x00积\x1f金",
    "公\u200b积金",
    "\u202e公积金",
    "😀",
    "𠮷",
    "ﷺ",
    "é",
    "\ud800",
    "1e999",
    "null",
    "undefined",
]


def test_strange_input_gets_a_normal_answer(ask: Ask) -> None:
    for query in STRANGE:
        assert ask(query.encode("utf-8", "replace").decode()).status_code == 200, query


@pytest.mark.parametrize(
    "query", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}公积金"]
)
def test_markup_is_escaped(ask: Ask, query: str) -> None:
    page = ask(query).content.decode()

    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "49公积金" not in page


def test_control_characters_are_dropped(ask: Ask) -> None:
    assert ask("公\u200b积\x00金").context["query"] == "公 积 金"


@pytest.mark.parametrize("door", ["search:results", "search:suggest"])
def test_only_reading_is_allowed(client: Client, city: Any, door: str) -> None:
    assert client.post(reverse(door), {"q": "公积金"}, headers={"host": HOST}).status_code == 405
