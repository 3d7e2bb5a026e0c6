"""Published pages as citizens read them, in both languages."""

from datetime import date, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import activate, override
from wagtail.models import Site

from portal.base.models import Department, SiteIdentity
from portal.content.models import ExampleQuestion, HomePage, PolicyPage, SectionPage
from tests.factories import (
    ArticlePageFactory,
    HomePageFactory,
    InterpretationPageFactory,
    PolicyPageFactory,
    SectionPageFactory,
    TopicFactory,
    article,
    heading,
    restrict,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh() -> None:
    """No test inherits the site roots or the language of another."""
    cache.clear()
    activate("zh-hans")


@pytest.fixture
def home(db: None) -> HomePage:
    site = Site.objects.get(is_default_site=True)
    home: HomePage = HomePageFactory(title="云溪市", title_en="Yunxi")
    site.root_page = home
    site.save()
    SiteIdentity.objects.update_or_create(
        site=site,
        defaults={"name": "云溪市人民政府", "name_en": "Yunxi Government", "organiser": "云溪市办公室"},
    )
    return home


@pytest.fixture
def section(home: HomePage) -> SectionPage:
    section: SectionPage = SectionPageFactory(
        parent=home, title="政策文件", title_en="Policies", slug="policies", show_in_menus=True
    )
    return section


@pytest.fixture
def policy(section: SectionPage) -> PolicyPage:
    """A policy with chapters, articles and a table."""
    rows = [["年龄", "每月"], ["80周岁", "100元"]]
    page: PolicyPage = PolicyPageFactory(
        parent=section,
        title="云溪市高龄津贴发放管理办法",
        title_en="Measures for the senior allowance",
        slug="senior-allowance",
        document_number="云民发〔2025〕13号",
        issuing_body="云溪市民政局",
        published_on=date(2025, 3, 1),
        effective_on=date(2025, 4, 1),
        topic=TopicFactory(name="养老民政", name_en="Elderly care", slug="elderly"),
        body=[
            heading("第一章　总则"),
            article("第一条", "【谁可以领】年满八十周岁的老年人可以领取高龄津贴。"),
            article("第二条之一", "标准如下："),
            ("table", {"data": rows, "first_row_is_table_header": True}),
            heading("第二章　申请"),
            article("第三条", "申请人应当提交<身份证>。"),
        ],
        published=True,
    )
    return page


def read(client: Client, address: str) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def queries(client: Client, address: str) -> int:
    """How many queries a page costs once the process is warm."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


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


# Lists.


def many_policies(section: SectionPage, explained: SectionPage, count: int) -> None:
    topic = TopicFactory()
    for at in range(count):
        page = PolicyPageFactory(parent=section, topic=topic, published=True)
        InterpretationPageFactory(policy=page, parent=explained, published=True, title=f"解读{at}")


@pytest.fixture
def explained(home: HomePage) -> SectionPage:
    section: SectionPage = SectionPageFactory(
        parent=home, title="政策解读", kind=SectionPage.Kind.INTERPRETATIONS, show_in_menus=True
    )
    return section


@pytest.mark.parametrize("listing", ["home", "section", "explained"])
def test_lists_cost_the_same_for_one_page_and_for_many(
    client: Client,
    request: pytest.FixtureRequest,
    section: SectionPage,
    explained: SectionPage,
    listing: str,
) -> None:
    address = request.getfixturevalue(listing).url
    many_policies(section, explained, 1)
    few = queries(client, address)
    many_policies(section, explained, 5)
    assert queries(client, address) == few


def test_home_shows_questions_newest_policies_and_menu(
    client: Client, home: HomePage, section: SectionPage
) -> None:
    ExampleQuestion.objects.create(page=home, text="高龄津贴有多少？")
    for year in range(2015, 2025):
        PolicyPageFactory(
            parent=section, title=f"{year}年办法", published_on=date(year, 1, 1), published=True
        )
    page = read(client, "/")
    listed = [item.text.strip() for item in page.select("#latest-policies ~ * h3, .listing h3")]
    assert listed[:2] == ["2024年办法", "2023年办法"]
    assert len(listed) == 6
    assert "高龄津贴有多少？" in page.text
    assert page.select_one("#site-menu a")["href"] == section.url


def test_home_in_english(client: Client, home: HomePage, policy: PolicyPage) -> None:
    address = policy.url
    page = read(client, "/en/")
    assert "Yunxi Government" in page.text
    assert "Measures for the senior allowance" in page.text
    assert page.find("a", href=f"/en{address}")


def test_section_filters_by_topic_and_year(client: Client, section: SectionPage, policy: PolicyPage) -> None:
    PolicyPageFactory(
        parent=section, title="养老旧文件", topic=policy.topic, published_on=date(2019, 5, 1), published=True
    )
    PolicyPageFactory(parent=section, title="公积金文件", published_on=date(2025, 5, 1), published=True)

    def listed(**filters: str) -> list[str]:
        return [item.title for item in client.get(section.url, filters).context["page_obj"]]

    assert listed() == ["公积金文件", policy.title, "养老旧文件"]
    assert listed(topic="elderly") == [policy.title, "养老旧文件"]
    assert listed(year="2025") == ["公积金文件", policy.title]
    assert listed(topic="elderly", year="2019") == ["养老旧文件"]
    assert listed(topic="no-such-topic") == []
    assert listed(year="20x5", page="99") == listed()
    context = client.get(section.url).context
    assert list(context["years"]) == [2025, 2019]
    assert [topic.slug for topic in context["topics"]] == ["elderly"]


def test_section_is_divided_into_pages(client: Client, section: SectionPage) -> None:
    for _each in range(21):
        PolicyPageFactory(parent=section, published=True)
    assert len(client.get(section.url).context["page_obj"]) == 20
    second = client.get(section.url, {"page": "2"}).context
    assert (len(second["page_obj"]), second["total"]) == (1, 21)


def test_private_pages_are_not_listed(client: Client, section: SectionPage, policy: PolicyPage) -> None:
    restrict(policy)
    assert policy.title not in read(client, section.url).text
    assert policy.title not in read(client, "/").text


def test_department_is_named_in_the_readers_language(section: SectionPage) -> None:
    site = Site.objects.get(is_default_site=True)
    department = Department.objects.create(site=site, name="民政局", name_en="Civil Affairs", slug="civil")
    with override("en"):
        assert department.local_name == "Civil Affairs"
    with override("zh-hans"):
        assert department.local_name == "民政局"


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
