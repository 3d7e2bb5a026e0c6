"""What everyone reads of the published letters, and what nobody can read there."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import Site

from interaction.cases.actions import Receipt, publish_case, rate_reply, reply_to_case, unpublish_case
from interaction.cases.models import Case, Publication, Reply
from portal.accounts.models import User
from portal.base.models import Department
from portal.content.models import Topic

LETTERS = "/letters/published/"
CONTACT = {
    "contact_name": "欧阳静怡",
    "contact": "13877665544",
    "consent_to_contact": True,
    "notice_email": "jingyi@example.com",
    "consent_to_publish": True,
}
RECEIVED = datetime(2026, 10, 9, 2, 0, tzinfo=UTC)
REPLIED = datetime(2026, 10, 13, 2, 0, tzinfo=UTC)

type Publish = Callable[..., Publication]


@pytest.fixture
def publish(open_letter: Callable[..., Receipt], officer: User) -> Publish:
    """Send a letter, answer it and publish it."""

    def make(title: str = "政务大道路灯不亮", by: User = officer, **values: Any) -> Publication:
        wanted: dict[str, Any] = {"title": title, "body": "晚上看不见路。", "received_at": RECEIVED} | CONTACT
        reply = values.pop("reply", "路灯的电缆已更换，现已恢复照明。")
        with time_machine.travel(REPLIED, tick=False):
            case = open_letter(**(wanted | values)).case
            reply_to_case(case, by, reply)
            return publish_case(case, by, title=case.title, body=case.body, reply=reply)

    return make


def read(client: Client, address: str, **asked: str) -> BeautifulSoup:
    answer = client.get(address, asked)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def titles(page: BeautifulSoup) -> list[str]:
    return [heading.get_text(strip=True) for heading in page.select("ul.listing h2")]


def test_list_shows_dates_department_reply_and_rating(client: Client, publish: Publish) -> None:
    letter = publish()
    rate_reply(letter.case, 5)
    row = read(client, LETTERS).select_one("ul.listing > li")
    assert row is not None
    text = row.get_text(" ", strip=True)
    for shown in (
        "政务大道路灯不亮",
        "2026-10-09",
        "2026-10-13",
        "住房和城乡建设局",
        "电缆已更换",
        "非常满意",
    ):
        assert shown in text
    assert row.select_one("a")["href"] == f"{LETTERS}{letter.pk}/"  # type: ignore[index]


@pytest.mark.parametrize("query", ["电缆", "路灯 看不见", "恢复照明"])
def test_search_finds_chinese_words_in_title_letter_and_reply(
    client: Client, publish: Publish, query: str
) -> None:
    publish()
    publish("小区电梯加装补助", body="补助多少？", reply="每台补助二十万元。")
    assert titles(read(client, LETTERS, q=query)) == ["政务大道路灯不亮"]


def test_search_without_a_hit_shows_what_comes_near_and_says_so(client: Client, publish: Publish) -> None:
    publish()
    page = read(client, LETTERS, q="我们村的路灯不亮怎么办")
    assert titles(page) == ["政务大道路灯不亮"]
    assert "这些比较接近" in page.get_text()
    assert titles(read(client, LETTERS, q="火星移民")) == []


def test_filters_narrow_by_department_kind_topic_and_month(
    client: Client, publish: Publish, stranger: User, health: Department
) -> None:
    topic = Topic.objects.create(name="城市管理", slug="city")
    publish("路灯", topic=topic)
    publish("药店", by=stranger, kind="complaint", received_at=datetime(2026, 9, 30, 15, 59, tzinfo=UTC))
    assert titles(read(client, LETTERS)) == ["药店", "路灯"]
    assert titles(read(client, LETTERS, department=health.slug)) == ["药店"]
    assert titles(read(client, LETTERS, kind="complaint")) == ["药店"]
    assert titles(read(client, LETTERS, topic="city")) == ["路灯"]
    assert titles(read(client, LETTERS, month="2026-09")) == ["药店"]
    assert titles(read(client, LETTERS, q="药店", month="2026-10")) == []
    page = read(client, LETTERS)
    assert [each["value"] for each in page.select("#letters-month option")] == ["", "2026-10", "2026-09"]
    assert len(page.select("#letters-department option")) == 3


@pytest.mark.parametrize(
    "asked",
    [{"q": "\x00"}, {"q": "'\"*("}, {"q": "路" * 5_000}, {"kind": "?"}, {"month": "0001-01"}, {"page": "x"}],
)
def test_list_bears_whatever_is_asked(client: Client, publish: Publish, asked: dict[str, str]) -> None:
    publish()
    assert client.get(LETTERS, asked).status_code == 200


def test_list_takes_the_same_queries_for_one_letter_and_for_twenty(
    client: Client, publish: Publish, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    publish()
    client.get(LETTERS)
    with django_assert_max_num_queries(100) as one:
        client.get(LETTERS)
    one_count = len(one)
    assert one_count > 5
    for number in range(19):
        publish(f"路灯{number}")
    with django_assert_max_num_queries(one_count):
        client.get(LETTERS)


def test_letter_shows_how_it_went_and_hides_its_running_number(client: Client, publish: Publish) -> None:
    letter = publish()
    page = read(client, f"{LETTERS}{letter.pk}/")
    text = page.get_text(" ", strip=True)
    for shown in ("2026-10-09 10:00", "2026-10-13 10:00", "按时", "住房和城乡建设局", "YX20261009-****"):
        assert shown in text
    assert letter.case.number not in text


def test_letter_answered_late_says_so(client: Client, publish: Publish) -> None:
    letter = publish(received_at=datetime(2026, 9, 9, 2, 0, tzinfo=UTC))
    page = read(client, f"{LETTERS}{letter.pk}/")
    assert page.select_one(".fact-state--late") is not None


def test_what_was_taken_back_does_not_exist_any_more(
    client: Client, publish: Publish, officer: User, site: Site
) -> None:
    letter = publish()
    address = f"{LETTERS}{letter.pk}/"
    assert client.get(address).status_code == 200
    unpublish_case(letter.case, officer, "市民要求")
    assert client.get(address).status_code == 404
    assert titles(read(client, LETTERS)) == []
    assert titles(read(client, LETTERS, q="路灯")) == []
    assert "路灯" not in client.get(f"{LETTERS}feed/").content.decode()


def test_what_was_never_published_does_not_exist(client: Client, open_letter: Callable[..., Receipt]) -> None:
    case = open_letter(**CONTACT).case
    assert client.get(f"{LETTERS}{case.pk}/").status_code == 404


def test_another_site_shows_nothing_of_this_one(client: Client, publish: Publish, county: Site) -> None:
    letter = publish()
    answer = client.get(f"{LETTERS}{letter.pk}/", headers={"host": county.hostname})
    assert answer.status_code in {400, 404}
    with_host = Client(headers={"host": county.hostname})
    for address in (LETTERS, f"{LETTERS}feed/"):
        assert "路灯" not in with_host.get(address).content.decode()


def everything_public(client: Client, letter: Publication) -> Iterator[str]:
    """Each public page and file that could tell of a letter, in both languages."""
    for prefix in ("", "/en"):
        for address in (
            LETTERS, f"{LETTERS}{letter.pk}/", f"{LETTERS}feed/", "/letters/statistics/",
            "/letters/open-data/", "/letters/open-data/letters.csv", "/letters/open-data/letters.json",
        ):  # fmt: skip
            answer = client.get(prefix + address)
            assert answer.status_code == 200, address
            yield answer.content.decode()


def test_no_public_page_holds_anything_of_the_writer(client: Client, publish: Publish) -> None:
    letter = publish()
    rate_reply(letter.case, 1, "我是13877665544，没有解决")
    case = Case.objects.get(pk=letter.case.pk)
    secrets = [case.contact_name, case.contact, case.notice_email, case.query_code_hash, case.number]
    assert all(secrets)
    assert Reply.objects.get(case=case).author.username == "officer"
    for page in everything_public(client, letter):
        for secret in (*secrets, "没有解决", "officer"):
            assert secret not in page


def test_feed_holds_the_newest_letters_and_can_be_asked_again_cheaply(
    client: Client, publish: Publish
) -> None:
    publish()
    answer = client.get(f"{LETTERS}feed/")
    feed = BeautifulSoup(answer.content, "xml")
    assert [entry.title.get_text() for entry in feed.find_all("entry")] == ["政务大道路灯不亮"]
    assert "恢复照明" in feed.entry.summary.get_text()
    assert answer["Cache-Control"] == "public, max-age=300"
    again = client.get(f"{LETTERS}feed/", headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304


def test_sitemap_names_published_letters_by_one_address(
    client: Client, publish: Publish, county: Site
) -> None:
    letter = publish()
    withdrawn = publish(title="井盖破损")
    unpublish_case(withdrawn.case, withdrawn.published_by, "重复")
    address = f"http://testserver/letters/published/{letter.pk}/"
    for language in ("zh-hans", "en"):
        found = client.get("/sitemap.xml", headers={"accept-language": language}).content.decode()
        assert f"<loc>{address}</loc>" in found
        assert f"/{withdrawn.pk}/" not in found
    other = client.get("/sitemap.xml", headers={"host": "county.example"}).content.decode()
    assert "/letters/published/" not in other


def test_site_search_shows_letters_about_the_query_below_its_own_results(
    client: Client, publish: Publish
) -> None:
    letter = publish()
    page = read(client, "/search/", q="路灯不亮怎么报修")
    assert [link["href"] for link in page.select("#letters-like-query ~ ul a")] == [f"{LETTERS}{letter.pk}/"]
    assert read(client, "/search/", q="火星移民").select_one("#letters-like-query") is None


def test_a_query_that_the_search_refuses_finds_no_letters(client: Client, publish: Publish) -> None:
    publish()
    answer = client.get("/search/", {"q": "路灯不亮" * 200})
    assert answer.status_code == 400
    assert "letters-like-query" not in answer.content.decode()
