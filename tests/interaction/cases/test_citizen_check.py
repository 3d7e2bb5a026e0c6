"""Before a letter is sent: the check, what the public would see, what is already answered, the mailbox."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import Site

from interaction.cases import answered, views
from interaction.cases.answered import PossibleAnswer
from interaction.cases.models import Case, MailboxKeeper, MailboxPage
from portal.accounts.models import User
from portal.base.models import Department
from portal.base.throttling import Limit

pytestmark = pytest.mark.django_db
LETTER = {
    "step": "check",
    "kind": "complaint",
    "title": "路灯不亮",
    "body": "我的电话是13800001111，溪东区的路灯三天不亮了。",
    "contact_name": "陈小明",
    "notice_email": "chen@example.com",
    "consent_to_contact": "on",
    "consent_to_publish": "on",
}


@pytest.fixture
def citizen(site: Site) -> Client:
    return Client()


@pytest.fixture
def mayor(make_mailbox: Callable[..., MailboxPage], supervisor: User) -> MailboxPage:
    mailbox = make_mailbox(reply_needs_review=True, summary="直接写给市长。", notes="一事一信。")
    MailboxKeeper.objects.create(mailbox=mailbox, user=supervisor)
    return mailbox


@pytest.fixture
def faults(make_mailbox: Callable[..., MailboxPage], supervisor: User, housing: Department) -> MailboxPage:
    mailbox = make_mailbox(title="网站找错", slug="faults", purpose="fault", department=housing)
    MailboxKeeper.objects.create(mailbox=mailbox, user=supervisor)
    return mailbox


def soup(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def carried(response: Any) -> dict[str, str]:
    """What the page of the check sends on."""
    return {field["name"]: field["value"] for field in soup(response).select("main form input[type=hidden]")}


def test_check_sends_nothing_and_shows_everything_once_more(citizen: Client) -> None:
    page = citizen.post("/letters/new/", LETTER)
    text = soup(page).get_text()
    assert page.status_code == 200
    assert not Case.objects.exists()
    for words in ("提交前核对", "路灯不亮", "陈小明", "chen@example.com", "投诉"):
        assert words in text
    assert "no-store" in page["Cache-Control"]


def test_check_shows_what_the_public_would_see(citizen: Client) -> None:
    page = soup(citizen.post("/letters/new/", LETTER))
    public = page.select_one(".public-view").get_text()
    assert "13800001111" not in public
    assert "陈小明" not in public
    assert "溪东区的路灯三天不亮了" in public
    assert "来信中有个人号码" in page.get_text()


def test_check_masks_what_the_writer_told_about_themselves(citizen: Client) -> None:
    body = "请把结果发到微信：云溪老陈，或者告诉阿明。"
    told = {"body": body, "contact_name": "阿明", "contact": "云溪老陈"}
    page = soup(citizen.post("/letters/new/", LETTER | told))
    public = page.select_one(".public-view").get_text()
    assert "请把结果发到微信" in public
    assert "阿明" not in public
    assert "云溪老陈" not in public


def test_without_consent_the_public_sees_nothing(citizen: Client) -> None:
    page = soup(citizen.post("/letters/new/", LETTER | {"consent_to_publish": ""}))
    assert page.select_one(".public-view") is None
    assert "您没有同意公开" in page.get_text()


def test_what_was_checked_is_what_is_sent(citizen: Client, mayor: MailboxPage) -> None:
    page = citizen.post("/letters/new/", LETTER | {"mailbox": str(mayor.pk)})
    assert citizen.post("/letters/new/", carried(page) | {"step": "send"})["Location"] == "/letters/receipt/"
    case = Case.objects.get()
    assert (case.mailbox, case.kind, case.title, case.body) == (
        mayor,
        "complaint",
        LETTER["title"],
        LETTER["body"],
    )
    assert (case.contact_name, case.notice_email) == ("陈小明", "chen@example.com")
    assert case.consent_to_publish


def test_change_something_brings_everything_back(citizen: Client) -> None:
    page = citizen.post("/letters/new/", LETTER)
    form = citizen.post("/letters/new/", carried(page) | {"step": "edit"})
    text = form.content.decode()
    assert form.status_code == 200
    assert "请检查您填写的内容" not in text
    for words in ('value="路灯不亮"', LETTER["body"], 'value="陈小明"', 'value="chen@example.com"'):
        assert words in text
    kind = soup(form).select_one("input[name=kind][checked]")
    assert kind["value"] == "complaint"
    assert soup(form).select_one("input[name=consent_to_publish]").has_attr("checked")


def test_letter_sent_twice_is_one_letter(citizen: Client) -> None:
    letter = LETTER | {"step": "send", "letter_id": str(uuid.uuid4())}
    answers = [citizen.post("/letters/new/", letter)["Location"] for _time in range(2)]
    assert answers == ["/letters/receipt/"] * 2
    assert Case.objects.count() == 1
    assert Case.objects.get().number in citizen.get("/letters/receipt/").content.decode()


def test_letter_written_by_going_back_is_another_letter(citizen: Client) -> None:
    letter = LETTER | {"step": "send", "letter_id": str(uuid.uuid4())}
    citizen.post("/letters/new/", letter)
    citizen.post("/letters/new/", letter | {"title": "井盖松动"})
    assert set(Case.objects.values_list("title", flat=True)) == {"路灯不亮", "井盖松动"}


def test_letter_refused_once_can_be_sent_again(citizen: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    letter = LETTER | {"step": "send", "letter_id": str(uuid.uuid4())}
    monkeypatch.setattr(views, "SENT_FROM_ADDRESS", Limit("letter-address", tries=0, seconds=60))
    refused = citizen.post("/letters/new/", letter)
    assert refused.status_code == 429
    assert LETTER["body"] in refused.content.decode()
    monkeypatch.undo()
    assert citizen.post("/letters/new/", letter).status_code == 302
    assert Case.objects.count() == 1


def test_letter_that_met_an_error_can_be_sent_again(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    citizen = Client(raise_request_exception=False)
    letter = LETTER | {"step": "send", "letter_id": str(uuid.uuid4())}

    def disk_is_full(**values: Any) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(views, "open_case", disk_is_full)
    assert citizen.post("/letters/new/", letter).status_code == 500
    monkeypatch.undo()
    assert citizen.post("/letters/new/", letter)["Location"] == "/letters/receipt/"
    assert Case.objects.get().number in citizen.get("/letters/receipt/").content.decode()


def test_address_that_sends_too_much_is_told_to_wait(
    citizen: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "SENT_FROM_ADDRESS", Limit("letter-address", tries=2, seconds=60))
    letter = LETTER | {"step": "send"}
    assert [citizen.post("/letters/new/", letter).status_code for _time in range(3)] == [302, 302, 429]


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """One published answer for every text; gives what was asked."""
    asked: list[str] = []

    def source(site: Site, text: str, limit: int) -> list[PossibleAnswer]:
        asked.append(text)
        found = PossibleAnswer("路灯报修办法", "路灯三日内修复。", "/policies/lamps/#article-1", "政策文件")
        return [found]

    monkeypatch.setattr(answered, "_sources", [source])
    return asked


def test_check_shows_what_is_already_answered(citizen: Client, answers: list[str]) -> None:
    page = soup(citizen.post("/letters/new/", LETTER))
    link = page.select_one(".answers__title a")
    assert (link["href"], link.get_text(strip=True)) == ("/policies/lamps/#article-1", "路灯报修办法")
    assert "仍然提交来信" in page.select_one("button[value=send]").get_text()
    assert answers == [f"{LETTER['title']} {LETTER['body']}"]


def test_fault_is_not_compared_with_policies(citizen: Client, answers: list[str]) -> None:
    page = citizen.post("/letters/fault/", {"body": "路灯报修办法的日期写错了", "step": "check"})
    assert "路灯三日内修复" not in page.content.decode()
    assert answers == []


def test_suggestions_come_as_a_fragment(citizen: Client, answers: list[str]) -> None:
    fragment = citizen.post("/letters/similar/", {"text": "路灯不亮怎么办"})
    assert "路灯三日内修复。" in fragment.content.decode()
    assert "<html" not in fragment.content.decode()
    assert "no-store" in fragment["Cache-Control"]
    assert citizen.post("/letters/similar/", {"text": "路"}).content.decode().strip() == ""
    assert answers == ["路灯不亮怎么办"]
    assert citizen.get("/letters/similar/").status_code == 405


def test_suggestions_asked_too_often_stay_silent(
    citizen: Client, answers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "ASKED_FROM_ADDRESS", Limit("similar-address", tries=1, seconds=60))
    pages = [citizen.post("/letters/similar/", {"text": "路灯不亮怎么办"}) for _time in range(2)]
    assert [page.status_code for page in pages] == [200, 200]
    assert len(answers) == 1


def test_hub_shows_the_mailboxes_that_take_letters(
    citizen: Client, mayor: MailboxPage, faults: MailboxPage, make_mailbox: Callable[..., MailboxPage]
) -> None:
    make_mailbox(title="无人信箱", slug="nobody")
    closed = make_mailbox(title="关闭信箱", slug="closed", is_open=False)
    MailboxKeeper.objects.create(mailbox=closed, user=mayor.keepers.get().user)
    text = soup(citizen.get("/letters/")).get_text()
    for words in ("市长信箱", "直接写给市长。", "网站找错", "7 个工作日内答复", "3 个工作日内答复"):
        assert words in text
    assert "无人信箱" not in text
    assert "关闭信箱" not in text


def test_mailbox_counts_its_month(
    citizen: Client, mayor: MailboxPage, open_letter: Callable[..., Any]
) -> None:
    open_letter(mailbox=mayor)
    open_letter(mailbox=mayor)
    open_letter()
    assert "本月来信 2 件，已答复 0 件" in soup(citizen.get("/letters/")).get_text()
    assert "本月来信 2 件，已答复 0 件" in soup(citizen.get(mayor.url)).get_text()


def test_mailbox_page_leads_to_its_letter(citizen: Client, mayor: MailboxPage) -> None:
    page = soup(citizen.get(mayor.url))
    assert "一事一信。" in page.get_text()
    assert "都由另一位工作人员审核" in page.get_text()
    form = soup(citizen.get(page.select_one("main a.button")["href"]))
    assert form.select_one("select[name=mailbox] option[selected]").get_text() == "市长信箱"


def test_closed_mailbox_takes_no_letter(citizen: Client, mayor: MailboxPage) -> None:
    MailboxPage.objects.update(is_open=False)
    assert "请选择其他信箱" in soup(citizen.get(mayor.url)).get_text()
    answer = citizen.post("/letters/new/", LETTER | {"step": "send", "mailbox": str(mayor.pk)})
    assert answer.status_code == 400
    assert not Case.objects.exists()


def test_mailbox_of_another_site_is_not_offered(citizen: Client, mayor: MailboxPage, county: Site) -> None:
    there = Client(headers={"host": "county.example"})
    assert "市长信箱" not in there.get("/letters/").content.decode()
    answer = there.post("/letters/new/", LETTER | {"step": "send", "mailbox": str(mayor.pk)})
    assert answer.status_code == 400


def test_fault_report_carries_the_page_and_is_due_in_three_days(citizen: Client, faults: MailboxPage) -> None:
    footer = soup(citizen.get("/track/")).select_one("footer")
    link = next(link["href"] for link in footer.select("a") if "fault" in link["href"])
    form = soup(citizen.get(link))
    assert form.select_one("input[name=page_url]")["value"] == "/track/"
    assert "3 个工作日内答复" in form.get_text()
    report = {"page_url": "/track/", "body": "“查询”写成了“查旬”。\n第二行。", "step": "send"}
    assert citizen.post("/letters/fault/", report)["Location"] == "/letters/receipt/"
    case = Case.objects.get()
    assert (case.kind, case.mailbox, case.page_url) == ("fault", faults, "/track/")
    assert case.title == "“查询”写成了“查旬”。 第二行。"
    assert case.obligations.get().amount == 3


def test_fault_without_a_mailbox_still_arrives(citizen: Client) -> None:
    assert citizen.post("/letters/fault/", {"body": "链接打不开", "step": "send"}).status_code == 302
    assert Case.objects.get().mailbox is None


def test_exits_are_offered(citizen: Client) -> None:
    text = soup(citizen.get("/letters/new/")).get_text()
    for words in ("信访事项", "申请政府信息公开", "诉讼、仲裁和复议", "110"):
        assert words in text
