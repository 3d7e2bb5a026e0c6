"""Published letters are offered to who writes about the same matter."""

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import Site

from interaction.cases.actions import Receipt, publish_case, reply_to_case, unpublish_case
from interaction.cases.models import Case, Publication
from interaction.cases.published.answers import published_replies
from portal.accounts.models import User

pytestmark = pytest.mark.django_db
QUESTION = "小区路灯不亮了找谁维修"


@pytest.fixture
def published(open_letter: Callable[..., Receipt], officer: User) -> Case:
    """A published letter about a broken street lamp."""
    letter = {
        "title": "小区门口路灯不亮",
        "body": "小区门口的路灯不亮，找谁维修？",
        "consent_to_publish": True,
    }
    receipt = open_letter(department=officer.department, **letter)
    reply = "路灯由市城管局维修，已经修好。"
    reply_to_case(receipt.case, officer, reply)
    case: Case = Case.objects.get(pk=receipt.case.pk)
    publish_case(case, officer, title=letter["title"], body=letter["body"], reply=reply)
    return case


def offered(client: Client) -> list[str]:
    page = client.post("/letters/similar/", {"text": QUESTION})
    return [link["href"] for link in BeautifulSoup(page.content, "html.parser").select(".answers__title a")]


def test_published_letter_is_offered_with_its_reply(client: Client, published: Case) -> None:
    page = client.post("/letters/similar/", {"text": QUESTION}).content.decode()
    for words in ("小区门口路灯不亮", "路灯由市城管局维修", "住房和城乡建设局", "公开的答复"):
        assert words in page
    assert published.number not in page
    answer = client.get(offered(client)[0])
    assert (answer.status_code, "路灯由市城管局维修" in answer.content.decode()) == (200, True)


def test_letter_about_something_else_finds_nothing(site: Site, published: Case) -> None:
    assert published_replies(site, "公积金贷款能贷多少", 5) == []


def test_letter_taken_back_is_not_offered(client: Client, published: Case, officer: User) -> None:
    unpublish_case(published, officer, "来信人要求")
    assert offered(client) == []


def test_letter_of_another_site_is_not_offered(published: Case, county: Site) -> None:
    assert offered(Client(headers={"host": "county.example"})) == []
    assert Publication.objects.count() == 1
