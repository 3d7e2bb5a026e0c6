"""What pages list: filtered, divided, and at the same cost however long."""

from datetime import date

import pytest
from django.test import Client
from django.utils.translation import override
from wagtail.models import Site

from portal.base.models import Department
from portal.content.models import ExampleQuestion, HomePage, PolicyPage, SectionPage
from tests.factories import (
    InterpretationPageFactory,
    PolicyPageFactory,
    SectionPageFactory,
    TopicFactory,
    restrict,
)
from tests.portal.content.reading import queries, read

pytestmark = pytest.mark.django_db


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
