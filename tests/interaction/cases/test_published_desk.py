"""Publishing at the desk: what is masked, what is still found, who may, and taking back."""

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from wagtail.models import Site

from interaction.cases.actions import Receipt, publish_case, reopen_case, reply_to_case
from interaction.cases.models import Case, CaseEvent, Publication
from interaction.cases.published.preview import masked, own_words, pieces, preview_of, remaining
from portal.accounts.models import User
from portal.base.errors import Invalid
from portal.base.models import Department

BODY = "我叫王建国，电话13877665544，家门口的路灯三天不亮了。夕颜"
ANSWER = "路灯已于今天修好，不明白请打13877665544问王先生。"
NICKNAME = "夕颜"


@pytest.fixture
def answered(open_letter: Callable[..., Receipt], officer: User) -> Case:
    """An answered letter that its writer allows to be published."""
    case = open_letter(body=BODY, consent_to_publish=True, contact_name=NICKNAME).case
    reply_to_case(case, officer, ANSWER)
    case.refresh_from_db()
    return case


def page_of(client: Client, case: Case) -> BeautifulSoup:
    answer = client.get(reverse("desk:publish", args=[case.pk]))
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def texts_in(page: BeautifulSoup) -> dict[str, str]:
    texts = {area["name"]: area.get_text().strip("\r\n") for area in page.select("textarea")}
    return texts | {"title": page.select_one("input[name=title]")["value"]}  # type: ignore[index]


def test_masked_hides_what_the_writer_told_whatever_it_looks_like() -> None:
    assert masked("夕颜住在这里，夕颜 138 7766 5544", ["夕颜"]) == "**住在这里，** *************"
    assert remaining("**住在这里，**", ["夕颜"]) == []
    assert remaining("夕颜的电话13877665544", ["夕颜"]) == ["夕颜", "13877665544"]


def test_pieces_put_together_are_the_text() -> None:
    for text in ("", "路灯", "13877665544", "打13877665544，再打13900001111"):
        assert "".join(piece.text for piece in pieces(text)) == text
    assert [piece.is_personal for piece in pieces("打13877665544，再打13900001111")] == [False, True] * 2


def test_own_words_leave_out_single_signs(open_letter: Callable[..., Receipt]) -> None:
    assert own_words(open_letter(contact_name="王").case) == []


def test_preview_holds_nothing_personal_and_no_finding(answered: Case) -> None:
    preview = preview_of(answered)
    for text in (preview.title, preview.body, preview.reply):
        assert remaining(text, own_words(answered)) == []
    for secret in ("建国", "13877665544", NICKNAME):
        assert secret not in preview.body + preview.reply
    assert "路灯三天不亮了" in preview.body


def test_form_begins_with_masked_texts_beside_the_marked_originals(
    answered: Case, officer: User, sign_in: Callable[[User], Client]
) -> None:
    page = page_of(sign_in(officer), answered)
    preview = preview_of(answered)
    texts = texts_in(page)
    assert (texts["title"], texts["body"], texts["reply"]) == (preview.title, preview.body, preview.reply)
    marked = {mark.get_text() for mark in page.select("mark")}
    assert {"13877665544", NICKNAME} <= marked
    assert page.select_one("#publish-found") is None


def test_masked_texts_are_published_and_everyone_reads_them(
    answered: Case, officer: User, sign_in: Callable[[User], Client], client: Client
) -> None:
    staff = sign_in(officer)
    answer = staff.post(reverse("desk:publish", args=[answered.pk]), texts_in(page_of(staff, answered)))
    assert answer.status_code == 302
    publication = Publication.objects.live().get(case=answered)
    page = client.get(reverse("published:letter", args=[publication.pk])).content.decode()
    assert "路灯三天不亮了" in page
    for secret in ("建国", "13877665544", NICKNAME, "officer"):
        assert secret not in page
    assert answered.events.filter(kind=CaseEvent.Kind.PUBLISHED, actor=officer).exists()


def test_what_still_looks_personal_is_listed_and_needs_a_tick(
    answered: Case, officer: User, sign_in: Callable[[User], Client]
) -> None:
    staff, address = sign_in(officer), reverse("desk:publish", args=[answered.pk])
    texts = {"title": "路灯", "body": "路灯坏了，电话13900001111", "reply": "修好了，请看。"}
    answer = staff.post(address, texts)
    assert answer.status_code == 400
    page = BeautifulSoup(answer.content, "html.parser")
    assert [word.get_text() for word in page.select("#publish-found li")] == ["13900001111"]
    assert texts_in(page)["body"] == texts["body"], "the draft is kept"
    assert not Publication.objects.exists()
    assert staff.post(address, texts | {"checked": "on"}).status_code == 302


@pytest.mark.parametrize("checked", [True, False])
def test_contact_data_is_never_published(answered: Case, officer: User, checked: bool) -> None:
    with pytest.raises(Invalid, match="只告诉了"):
        publish_case(answered, officer, title="路灯", body=f"我是{NICKNAME}", reply="好了。", checked=checked)


def test_without_consent_there_is_nothing_to_send(
    open_letter: Callable[..., Receipt], officer: User, sign_in: Callable[[User], Client]
) -> None:
    case = open_letter().case
    reply_to_case(case, officer, ANSWER)
    page = page_of(sign_in(officer), case)
    assert page.select_one("main form textarea[name=body]") is None
    assert "市民不同意公开" in page.get_text()
    texts = {"title": "路灯", "body": "坏了", "reply": "修好了。"}
    assert sign_in(officer).post(reverse("desk:publish", args=[case.pk]), texts).status_code == 409


def test_a_complaint_warns_that_accusations_are_not_published(
    open_letter: Callable[..., Receipt], officer: User, sign_in: Callable[[User], Client]
) -> None:
    case = open_letter(kind="complaint", consent_to_publish=True).case
    reply_to_case(case, officer, ANSWER)
    assert "这是投诉" in page_of(sign_in(officer), case).get_text()


def test_taking_back_needs_a_reason_and_is_still_offered_when_the_case_is_reopened(
    answered: Case, officer: User, sign_in: Callable[[User], Client], client: Client
) -> None:
    publication = publish_case(answered, officer, title="路灯", body="坏了", reply="修好了。")
    reopen_case(answered, "又不亮了")
    staff, address = sign_in(officer), reverse("desk:unpublish", args=[answered.pk])
    assert (
        reverse("desk:publish", args=[answered.pk])
        in staff.get(reverse("desk:case", args=[answered.pk])).content.decode()
    )
    assert page_of(staff, answered).select_one(f'form[action="{address}"]') is not None
    assert staff.post(address, {"reason": " "}).status_code == 400
    assert Publication.objects.live().exists()
    assert staff.post(address, {"reason": "市民要求"}).status_code == 302
    assert client.get(reverse("published:letter", args=[publication.pk])).status_code == 404
    assert staff.post(address, {"reason": "市民要求"}).status_code == 409


def test_published_again_begins_with_the_published_texts(
    answered: Case, officer: User, sign_in: Callable[[User], Client]
) -> None:
    publish_case(answered, officer, title="修好的路灯", body="坏了", reply="修好了。")
    assert texts_in(page_of(sign_in(officer), answered))["title"] == "修好的路灯"


def test_strangers_and_other_sites_find_nothing(
    answered: Case,
    stranger: User,
    make_officer: Callable[..., User],
    county: Site,
    sign_in: Callable[[User], Client],
) -> None:
    bureau = Department.objects.create(site=county, name="县住建局", slug="county-housing")
    elsewhere = make_officer("elsewhere", bureau)
    texts = {"title": "路灯", "body": "坏了", "reply": "修好了。"}
    for user in (stranger, elsewhere):
        staff = sign_in(user)
        for name in ("desk:publish", "desk:unpublish"):
            address = reverse(name, args=[answered.pk])
            assert staff.post(address, texts | {"reason": "x"}).status_code == 404
        assert staff.get(reverse("desk:publish", args=[answered.pk])).status_code == 404
    assert not Publication.objects.exists()
