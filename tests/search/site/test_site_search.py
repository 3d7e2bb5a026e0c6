"""What a citizen finds on the search page, in which order, and how it is shown."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, Site

from portal.content.models import PolicyPage
from search.facets import AHEAD, ENDED, IN_FORCE
from search.models import Synonym
from tests.factories import PolicyPageFactory, article
from tests.search.site.conftest import HOST, LOAN, RENT, SENIOR, Ask, titles


def counts(response: Any, name: str) -> dict[str, int]:
    facets = {facet.name: facet for facet in response.context["facets"]}
    return {str(choice.value): choice.count for choice in facets[name].choices}


def test_results_are_grouped_by_page_best_passage_quoted(ask: Ask) -> None:
    response = ask("租房提取公积金")

    best = response.context["groups"][0]
    assert best.page.title == RENT
    assert titles(response).count(RENT) == 1
    assert "<mark>" in best.best.quote_html
    shown = {best.best.url, *(passage.url for passage in best.more)}
    assert {f"{best.url}#article-1", f"{best.url}#article-2"} <= shown
    assert all(f'href="{url}"' in response.content.decode() for url in shown)


def test_what_a_policy_says_is_escaped_and_marked(ask: Ask) -> None:
    quoted = ask("高龄津贴").context["groups"][0].best.quote_html

    assert "&lt;<mark>高龄津贴</mark>&gt;" in quoted
    assert quoted.endswith("…")
    assert len(re.sub(r"<[^>]+>|&lt;|&gt;", "", quoted)) <= 160


@pytest.mark.parametrize(
    "query",
    [
        *(
            "云公积金〔2025〕8号",
            "云公积金[2025]8号",
            "云公积金［２０２５］８号",
            "云公积金(2025)8号",
            "云公积金2025 8号",
        ),
        *(
            "云公积金20258号",
            "云公积金2025年第8号",
            "公积金〔2025〕8号",
            "关于云公积金〔2025〕8号",
            "云公积金〔2025〕 8 号",
        ),
    ],
)
def test_document_number_comes_first_however_it_is_typed(ask: Ask, query: str) -> None:
    assert titles(ask(query))[0] == RENT


@pytest.mark.parametrize(
    "query", [LOAN, f"《{LOAN}》", f" {LOAN[:9]} {LOAN[9:]}", "住房公积金个人住房贷款管理办法"]
)
def test_title_comes_first(ask: Ask, query: str) -> None:
    assert titles(ask(query))[0] == LOAN


def test_of_two_policies_of_one_name_the_one_in_force_comes_first(ask: Ask, section: Page) -> None:
    new = PolicyPageFactory(
        parent=section, title=LOAN, published=True, body=[article("第一条", "住房公积金贷款新办法。")]
    )

    groups = ask(LOAN).context["groups"]

    assert groups[0].page.pk == new.pk
    assert groups[1].page.title == LOAN


def test_page_without_matching_passage_shows_its_summary(ask: Ask) -> None:
    response = ask("云公积金〔2023〕9号")

    assert response.context["groups"][0].best is None
    assert "缴满六个月就能申请" in response.content.decode()


def test_filters_and_their_counts(ask: Ask) -> None:
    everything = ask("公积金")
    assert counts(everything, "type") == {"policy": 2, "interpretation": 1, "article": 1}
    assert counts(everything, "year") == {"2025": 1, "2024": 2, "2023": 1}
    assert counts(everything, "validity") == {IN_FORCE: 1, ENDED: 1}

    policies = ask("公积金", type="policy")
    assert set(titles(policies)) == {LOAN, RENT}
    assert counts(policies, "type") == {"policy": 2, "interpretation": 1, "article": 1}
    assert counts(policies, "year") == {"2025": 1, "2023": 1}


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"validity": IN_FORCE}, {RENT}),
        ({"validity": ENDED}, {LOAN}),
        ({"year": "2023"}, {LOAN}),
        ({"type": "policy", "year": "2025"}, {RENT}),
        ({"body": "云溪市住房公积金管理中心"}, {LOAN, RENT}),
        ({"validity": ENDED, "year": "2025"}, set()),
    ],
)
def test_filters_leave_what_they_say(ask: Ask, filters: dict[str, str], found: set[str]) -> None:
    assert set(titles(ask("公积金", **filters))) == found


def test_section_is_a_filter(ask: Ask, section: Page) -> None:
    assert set(titles(ask("公积金", section=str(section.pk)))) == {LOAN, RENT}


def test_wrong_filters_are_ignored(ask: Ask) -> None:
    everything = set(titles(ask("公积金")))
    wrong = [
        {"type": "nonsense"},
        {"year": "二〇二五"},
        {"year": "1' OR 1=1"},
        {"validity": "<script>"},
        {"section": "999999"},
        {"body": "不存在的局"},
        {"page": "-3"},
        {"page": "abc"},
        {"page": "999"},
        {"sort": "nonsense"},
        {"unknown": "x"},
    ]

    for parameters in wrong:
        response = ask("公积金", **parameters)
        assert response.status_code == 200, parameters
        assert set(titles(response)) == everything, parameters


def test_newest_first(ask: Ask) -> None:
    days = [group.page.published_on for group in ask("公积金", sort="newest").context["groups"]]

    assert days == sorted(days, reverse=True)


def test_not_yet_effective_is_its_own_state(ask: Ask, section: Page) -> None:
    PolicyPageFactory(parent=section, title="公积金新规定", not_yet_effective=True, published=True)

    assert titles(ask("公积金", validity=AHEAD)) == ["公积金新规定"]


def test_many_results_come_in_pages(ask: Ask, section: Page) -> None:
    for at in range(12):
        PolicyPageFactory(
            parent=section, title=f"养犬规定{at}", published=True, body=[article("第一条", "养犬应当登记。")]
        )

    first, second = ask("养犬登记"), ask("养犬登记", page="2")

    assert first.context["total"] == 12
    assert (len(titles(first)), len(titles(second))) == (10, 2)
    assert not set(titles(first)) & set(titles(second))


def test_synonym_finds_the_policy_word(ask: Ask) -> None:
    assert titles(ask("老人钱")) == []
    Synonym.objects.create(term="老人钱", equivalents="高龄津贴")

    response = ask("老人钱")

    assert titles(response) == [SENIOR]
    assert "<mark>高龄津贴</mark>" in response.context["groups"][0].best.quote_html


def test_only_the_own_site_is_searched(ask: Ask, county: PolicyPage, client: Client) -> None:
    assert titles(ask("牦牛补贴")) == []
    assert county.title not in titles(ask("泰农发〔2025〕1号"))
    there = client.get("/search/", {"q": "牦牛补贴"}, headers={"host": "taiping.example"})
    assert titles(there) == [county.title]


def test_withdrawn_page_is_gone_at_once(ask: Ask) -> None:
    assert RENT in titles(ask("租房提取"))

    PolicyPage.objects.get(title=RENT).unpublish()

    assert RENT not in titles(ask("租房提取"))
    assert RENT not in titles(ask("云公积金〔2025〕8号"))


def test_published_page_is_found_at_once(ask: Ask, section: Page) -> None:
    assert titles(ask("电动自行车")) == []
    PolicyPageFactory(parent=section, title="电动自行车管理办法", published=True)
    assert titles(ask("电动自行车")) == ["电动自行车管理办法"]


def test_nothing_found_offers_ways_on(ask: Ask) -> None:
    page = ask("火星移民").content.decode()

    assert "/chat/?q=%E7%81%AB%E6%98%9F%E7%A7%BB%E6%B0%91" in page
    assert "/letters/new/?title=%E7%81%AB%E6%98%9F%E7%A7%BB%E6%B0%91" in page


def test_filtered_to_nothing_says_so(ask: Ask) -> None:
    response = ask("公积金", validity=ENDED, year="2025")

    assert response.context["is_filtered"]
    assert titles(response) == []


def test_english_interface_searches_the_same_pages(client: Client, city: Site) -> None:
    response = client.get("/en/search/", {"q": "租房提取"}, headers={"host": HOST})

    assert titles(response)[0] == RENT
    assert "In force" in response.content.decode()


def test_number_of_queries_does_not_grow_with_results(ask: Ask, section: Page) -> None:
    def queries(**parameters: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            ask("公积金", **parameters)
        return len(captured)

    ask("公积金")
    before = queries()
    for at in range(9):
        PolicyPageFactory(parent=section, title=f"公积金规定{at}", published=True)
    ask("公积金")

    assert queries() <= before
    assert queries(type="policy", page="1", sort="newest") <= before


def test_question_in_other_words_needs_vectors(
    ask: Ask, embed_all: Any, section: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    embed_all()

    assert titles(ask("我没有房子要付房租想提取点钱出来"))[0] == RENT
