"""Published pages as citizens read them, in both languages."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from portal.content.models import HomePage, PolicyPage, SectionPage
from tests.factories import (
    ArticlePageFactory,
    InterpretationPageFactory,
    PolicyPageFactory,
    SectionPageFactory,
    heading,
    restrict,
)
from tests.portal.content.reading import read

pytestmark = pytest.mark.django_db


# A policy.


def test_policy_shows_articles_with_their_anchors(client: Client, policy: PolicyPage) -> None:
    page = read(client, policy.url)
    assert page.html["lang"] == "zh-Hans"
    assert page.h1.text == policy.title
    for anchor, words in {
        "chapter-1": "第一章",
        "article-1": "年满八十周岁",
        "article-2-1": "80周岁",
        "article-3": "申请人应当提交<身份证>。",
    }.items():
        assert words in page.find(id=anchor).text
    assert "谁可以领" in page.find(id="article-1").text
    assert page.find(id="article-2-1").find("table")


def test_anchors_of_page_and_index_are_the_same(client: Client, policy: PolicyPage) -> None:
    page = read(client, policy.url)
    assert all(page.find(id=found.anchor) for found in policy.provisions())
    assert [link["href"] for link in page.select(".provision__number")] == [
        f"#{found.anchor}" for found in policy.provisions()
    ]


def test_policy_shows_its_metadata(client: Client, policy: PolicyPage) -> None:
    words = read(client, policy.url).text
    for fact in ("云民发〔2025〕13号", "云溪市民政局", "养老民政", "现行有效"):
        assert fact in words


def test_policy_in_english_keeps_the_chinese_text(client: Client, policy: PolicyPage) -> None:
    page = read(client, f"/en{policy.url}")
    assert page.html["lang"] == "en"
    assert page.h1.text == "Measures for the senior allowance"
    assert page.h1["lang"] == "en"
    assert "年满八十周岁" in page.find(id="article-1").text
    assert "In force" in page.text
    assert "Elderly care" in page.text


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_page_names_its_other_language(client: Client, policy: PolicyPage, prefix: str) -> None:
    address = policy.url
    page = read(client, f"{prefix}{address}")
    other = {link["hreflang"]: link["href"] for link in page.find_all("link", rel="alternate")}
    assert other == {
        "zh-Hans": f"http://testserver{address}",
        "en": f"http://testserver/en{address}",
    }
    canonical = page.find("link", rel="canonical")["href"]
    assert canonical == f"http://testserver{prefix}{address}"


@pytest.mark.parametrize("query", ["", "?topic=elderly&page=2", "?q=%E5%85%AC%E7%A7%AF%E9%87%91"])
def test_language_switch_keeps_the_place(client: Client, section: SectionPage, query: str) -> None:
    def switch(address: str) -> str:
        return str(read(client, address).select_one(".site-tools a[hreflang]")["href"])

    place = f"{section.url}{query}"
    assert switch(place) == f"/en{place}"
    assert switch(f"/en{place}") == place


def test_english_title_falls_back_to_chinese(client: Client, section: SectionPage) -> None:
    page = PolicyPageFactory(parent=section, title="没有英文名的办法", published=True)
    shown = read(client, f"/en{page.url}")
    assert (shown.h1.text, shown.h1["lang"]) == ("没有英文名的办法", "zh-Hans")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"validity": PolicyPage.Validity.REPEALED}, "已废止"),
        ({"expires_on": date(2025, 12, 31)}, "已失效"),
        ({"effective_on": timezone.localdate() + timedelta(days=9)}, "尚未施行"),
    ],
)
def test_policy_not_in_force_says_so(
    client: Client, section: SectionPage, values: dict[str, Any], words: str
) -> None:
    page = PolicyPageFactory(parent=section, published=True, **values)
    assert not page.is_in_force
    assert words in read(client, page.url).text


def test_repealed_policy_leads_to_the_newer_one(client: Client, policy: PolicyPage) -> None:
    old = PolicyPageFactory(
        parent=policy.get_parent(), title="旧办法", repealed=True, replaced_by=policy, published=True
    )
    assert read(client, old.url).find("a", href=policy.url)
    assert read(client, policy.url).find("a", href=old.url)


def test_published_interpretations_are_linked_and_drafts_are_not(
    client: Client, policy: PolicyPage, home: HomePage
) -> None:
    section = SectionPageFactory(parent=home, title="解读", kind=SectionPage.Kind.INTERPRETATIONS)
    shown = InterpretationPageFactory(policy=policy, parent=section, title="图解高龄津贴", published=True)
    InterpretationPageFactory(policy=policy, parent=section, title="还没写完的解读")
    secret = InterpretationPageFactory(policy=policy, parent=section, title="内部解读", published=True)
    restrict(secret)
    words = read(client, policy.url).text
    assert "图解高龄津贴" in words
    assert "还没写完的解读" not in words
    assert "内部解读" not in words
    assert read(client, shown.url).find("a", href=policy.url)


def test_interpretation_of_a_withdrawn_policy_does_not_lead_to_it(
    client: Client, policy: PolicyPage, home: HomePage
) -> None:
    section = SectionPageFactory(parent=home, title="解读", kind=SectionPage.Kind.INTERPRETATIONS)
    page = InterpretationPageFactory(policy=policy, parent=section, title="图解", published=True)
    policy.unpublish()
    for address in (page.url, section.url):
        assert not read(client, address).find("a", href=policy.url)


def test_draft_is_not_there(client: Client, section: SectionPage) -> None:
    page = PolicyPageFactory(parent=section)
    assert client.get(page.url).status_code == 404


def test_article_page_reads_its_body(client: Client, home: HomePage) -> None:
    news = SectionPageFactory(parent=home, title="动态", kind=SectionPage.Kind.NEWS)
    page = ArticlePageFactory(
        parent=news,
        source="市政务中心",
        body=[
            heading("开放时间"),
            ("paragraph", "<p>周六<b>上午</b>开放。</p>"),
            ("quote", "让群众少跑一次。"),
            ("questions", [{"question": "要预约吗？", "answer": "不用预约。"}]),
        ],
        published=True,
    )
    words = read(client, page.url).text
    for said in ("开放时间", "周六上午开放。", "让群众少跑一次。", "要预约吗？", "不用预约。", "市政务中心"):
        assert said in words


# Comfort.


def test_easy_reading_is_kept_in_a_cookie(client: Client, policy: PolicyPage) -> None:
    assert "data-comfort" not in str(read(client, policy.url).html.attrs)
    answer = client.post("/comfort/", {"comfort": "large", "next": policy.url})
    assert (answer.status_code, answer["Location"]) == (302, policy.url)
    cookie = answer.cookies["comfort"]
    assert (cookie.value, cookie["samesite"]) == ("large", "Lax")
    page = read(client, policy.url)
    assert page.html["data-comfort"] == "large"
    client.post("/comfort/", {"comfort": "", "next": policy.url})
    assert "data-comfort" not in read(client, policy.url).html.attrs


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_easy_reading_leads_nowhere_else(client: Client, home: HomePage, target: str) -> None:
    assert client.post("/comfort/", {"comfort": "large", "next": target})["Location"] == "/"


def test_easy_reading_takes_no_other_value(client: Client, home: HomePage) -> None:
    client.cookies["comfort"] = '"><script>'
    assert "<script>" not in str(read(client, "/").html.attrs)
    assert client.get("/comfort/").status_code == 405
