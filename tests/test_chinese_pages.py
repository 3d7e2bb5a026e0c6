"""No English is left on a page that citizens or the desk read in Chinese."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from django.utils.translation import activate
from wagtail.models import Site

from chatbot.actions import begin_conversation
from chatbot.models import Turn
from chatbot.statuses import Status
from interaction.cases.actions import Receipt, open_case, publish_case, reply_to_case
from portal.accounts.models import User
from portal.accounts.roles import OFFICERS
from portal.base.demo import Demo
from portal.base.demo import load as load_identity
from portal.base.models import Department
from portal.content.models import PolicyPage, SectionPage
from tests.factories import (
    ArticlePageFactory,
    HomePageFactory,
    InterpretationPageFactory,
    PolicyPageFactory,
    SectionPageFactory,
    TopicFactory,
)

pytestmark = pytest.mark.django_db
ENGLISH = re.compile(r"[A-Za-z][a-z]+(?:[ ,.’'-]+[A-Za-z]+)+|\b[a-z]{4,}\b")
SHOWN_ATTRIBUTES = ("aria-label", "alt", "title", "placeholder")
LETTER = {"kind": "complaint", "title": "路灯不亮", "body": "我家门口的路灯三天不亮了。"}


def shown(page: BeautifulSoup) -> Iterator[str]:
    """What a reader sees or hears of a part of a page."""
    for hidden in page.find_all(["script", "style", "svg"]):
        hidden.decompose()
    yield from page.stripped_strings
    for tag in page.find_all(True):
        yield from (str(tag[name]) for name in SHOWN_ATTRIBUTES if tag.get(name))
        told = (str(value) for name, value in tag.attrs.items() if name.endswith("-value"))
        yield from (value for value in told if " " in value)
        if tag.name == "input" and tag.get("type") in {"submit", "button"}:
            yield tag.get("value", "")


def english_in(
    client: Client, address: str, data: dict[str, str] | None = None, part: str = "html"
) -> set[str]:
    """The English words on a page, links and the name of the English version aside."""
    answer = client.get(address) if data is None else client.post(address, data, follow=True)
    page = BeautifulSoup(answer.content, "html.parser")
    assert page.html["lang"].lower().startswith("zh")
    for other in page.select('[lang="en"]'):
        other.decompose()
    texts = [text for text in shown(page.select_one(part)) if "/" not in text]
    return {found.group() for text in texts for found in ENGLISH.finditer(text)}


@pytest.fixture(autouse=True)
def fresh() -> None:
    cache.clear()
    activate("zh-hans")


@pytest.fixture
def city(db: None) -> Site:
    """A city with one page of every kind."""
    site = Site.objects.get(is_default_site=True)
    load_identity(Demo(site=site, say=lambda line: None))
    site.root_page = HomePageFactory()
    site.save()
    for slug, kind in {"policies": "policies", "explained": "interpretations", "news": "news"}.items():
        SectionPageFactory(
            parent=site.root_page, title="栏目", slug=slug, kind=kind, show_in_menus=True, purpose="公开。"
        )
    section = SectionPage.objects.get(slug="policies")
    values = {
        "parent": section,
        "topic": TopicFactory(),
        "document_number": "云政发〔2025〕1号",
        "published": True,
    }
    policy = PolicyPageFactory(slug="valid", title="信鸽管理办法", issuing_body="云溪市人民政府", **values)
    PolicyPageFactory(
        slug="repealed",
        title="旧信鸽办法",
        repealed=True,
        replaced_by=policy,
        expires_on=date(2025, 1, 1),
        **values,
    )
    InterpretationPageFactory(
        slug="chart",
        policy=policy,
        parent=SectionPage.objects.get(slug="explained"),
        author="张三",
        published=True,
    )
    ArticlePageFactory(slug="notice", parent=SectionPage.objects.get(slug="news"), published=True)
    return site


@pytest.fixture
def receipt(city: Site) -> Receipt:
    housing = Department.objects.get(site=city, slug="housing-construction")
    return open_case(site=city, channel="letter", department=housing, received_at=timezone.now(), **LETTER)


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/policies/",
        "/policies/?year=1999",
        "/policies/valid/",
        "/policies/repealed/",
        "/explained/",
        "/explained/chart/",
        "/news/",
        "/news/notice/",
        "/search/",
        "/search/?q=信鸽",
        "/search/?q=信鸽&type=policy&validity=repealed",
        "/search/?q=火星移民",
        "/search/?q=",
        "/chat/",
        "/chat/handoff/",
        "/letters/",
        "/letters/new/",
        "/letters/fault/",
        "/track/",
        "/letters/published/",
        "/letters/published/?q=火星移民",
        "/letters/statistics/",
        "/letters/open-data/",
        "/no-such-page/",
    ],
)
def test_citizen_page(client: Client, city: Site, address: str) -> None:
    assert english_in(client, address) == set()


@pytest.mark.parametrize(
    ("address", "data"),
    [
        ("/chat/ask/", {"question": ""}),
        ("/chat/ask/", {"question": "字" * 3000}),
        ("/chat/ask/", {"question": "我的电话13800138000"}),
        ("/chat/rate/", {"turn": "1", "rating": "x"}),
        ("/chat/handoff/", {"body": "", "contact": "1", "department": "x", "topic": "x"}),
        ("/chat/handoff/", {"body": "问", "consent_to_share": "on"}),
        ("/letters/new/", {}),
        ("/letters/new/", {"kind": "x", "title": "题" * 500, "body": "文" * 9999, "contact": "1"}),
        ("/letters/new/", LETTER),
        ("/letters/new/", LETTER | {"step": "send", "consent_to_publish": "on"}),
        ("/letters/fault/", {}),
        ("/letters/fault/", {"body": "错字", "page_url": "/track/"}),
        ("/track/", {}),
        ("/track/", {"number": "YX1", "query_code": "2222-2222-2222-2222"}),
    ],
)
def test_page_after_a_form(client: Client, city: Site, address: str, data: dict[str, str]) -> None:
    assert english_in(client, address, data) == set()


def test_conversation_of_every_kind_of_turn(client: Client, city: Site) -> None:
    conversation = begin_conversation(city, "zh-hans")
    policy = PolicyPage.objects.get(slug="valid")
    quote = {
        "page": policy.pk,
        "anchor": "article-1",
        "title": policy.title,
        "article": "第一条",
        "document_number": policy.document_number,
        "published_on": "2025-01-01",
        "text": "登记不收费。",
        "conditions": ["但有例外。"],
    }
    for number, status in enumerate(Status.values, start=1):
        answer = [quote, {**quote, "page": 0}] if status in {"answered", "partial"} else []
        suggested = [{"page": policy.pk, "anchor": "", "title": policy.title}]
        Turn.objects.create(
            conversation=conversation,
            number=number,
            question="问",
            status=status,
            answer=answer,
            suggestions=suggested,
            rating="useful" if number == 2 else "",
        )
    session = client.session
    session["chatbot.conversation"] = conversation.pk
    session.save()
    assert english_in(client, "/chat/") == set()


def test_tracked_case(client: Client, receipt: Receipt) -> None:
    data = {"number": receipt.number, "query_code": receipt.query_code}
    assert english_in(client, "/track/", data) == set()
    for address in ("/track/withdraw/", "/track/erase/"):
        assert english_in(client, address) == set()
    for form in ("supplement", "rate", "reopen"):
        assert english_in(client, f"/track/{form}/", {"number": receipt.number, "rating-level": "9"}) == set()


def test_published_letter_and_its_statistics(client: Client, city: Site) -> None:
    housing = Department.objects.get(site=city, slug="housing-construction")
    officer = User.objects.create_superuser("chief", department=housing)
    case = open_case(site=city, channel="letter", department=housing, consent_to_publish=True, **LETTER).case
    reply_to_case(case, officer, "路灯已修好。")
    letter = publish_case(case, officer, title="路灯不亮", body="路灯三天不亮了。", reply="路灯已修好。")
    late = timezone.now() - timedelta(days=60)
    open_case(site=city, channel="letter", received_at=late, **LETTER)
    for address in ("/letters/published/", f"/letters/published/{letter.pk}/", "/letters/statistics/"):
        assert english_in(client, address) == set()
    client.force_login(officer)
    for data in (None, {"body": "我的电话13800138000", "title": "题", "reply": "答"}, {}):
        assert english_in(client, f"/admin/desk/{case.pk}/publish/", data, part="main") == set()
    assert english_in(client, f"/admin/desk/{case.pk}/unpublish/", {}, part="main") == set()


@pytest.fixture
def desk(receipt: Receipt) -> Client:
    officer = User.objects.create_user("officer", department=receipt.case.department)
    officer.groups.add(Group.objects.get(name=OFFICERS))
    client = Client()
    client.force_login(officer)
    return client


def test_desk(desk: Client, receipt: Receipt) -> None:
    officer = {"officer"}
    case = f"/admin/desk/{receipt.case.pk}"
    for address in (
        "/admin/desk/",
        "/admin/desk/?view=mine",
        "/admin/desk/hand-over/",
        "/admin/desk/canned-replies/",
        "/admin/desk/absences/",
        f"{case}/",
        f"{case}/merge/",
    ):
        assert english_in(desk, address, part="main") <= officer
    assert english_in(desk, f"{case}/print/", part="body") <= officer
    for address in ("/admin/desk/canned-replies/new/", "/admin/desk/absences/new/"):
        # The site's own name, and a mark of Wagtail's that nobody sees.
        assert english_in(desk, address, part="main") <= {*officer, "localhost", "footer"}
    for address, data in {
        f"{case}/triage/": {},
        f"{case}/extension/": {"extension-code": "?"},
        f"{case}/invalid/": {"invalid-code": "?"},
        f"{case}/merge/": {},
        f"{case}/compose/": {"search": "路灯"},
        f"{case}/reply/": {"body": "", "seen_reply": "0"},
        f"{case}/note/": {"note-note": ""},
        f"{case}/assign/": {"assign-department": ""},
        f"{case}/claim/": {},
    }.items():
        assert english_in(desk, address, data, part="main") <= officer
