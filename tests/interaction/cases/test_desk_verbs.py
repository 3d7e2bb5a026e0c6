"""What staff do with a case at the desk: each verb through its form, refusals with the draft kept."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.models import Site

from interaction.cases import actions, answered
from interaction.cases.actions import Receipt
from interaction.cases.actions.filing import attach_files
from interaction.cases.answered import PossibleAnswer, register_answer_source
from interaction.cases.models import CannedReply, Case, CaseEvent, MailboxPage, Proposal, Reply
from portal.accounts.models import User
from portal.base.models import Department

pytestmark = pytest.mark.django_db
OpenLetter = Callable[..., Receipt]
SignIn = Callable[[User], Client]
NOW = datetime(2026, 10, 14, 2, 0, tzinfo=UTC)
ANSWER = "路灯已于今天修好。"
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


@pytest.fixture(autouse=True)
def frozen() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk(sign_in: SignIn, officer: User) -> Client:
    return sign_in(officer)


@pytest.fixture
def case(open_letter: OpenLetter, housing: Department, officer: User) -> Case:
    """A case that the officer has in hand."""
    return actions.claim_case(open_letter(department=housing).case, officer)


def do(client: Client, case: Case, verb: str, **data: Any) -> Any:
    return client.post(f"/admin/desk/{case.pk}/{verb}/", data)


def write(client: Client, case: Case, body: str, kind: str = "answer", **data: Any) -> Any:
    written = {"kind": kind, "body": body, "seen_reply": 0, "seen_supplement": 0}
    return do(client, case, "reply", **(written | data))


def show(client: Client, case: Case) -> str:
    return client.get(f"/admin/desk/{case.pk}/").content.decode()


def test_release_gives_the_case_back(desk: Client, case: Case) -> None:
    assert do(desk, case, "release").status_code == 302
    case.refresh_from_db()
    assert (case.state, case.handler) == (Case.State.ASSIGNED, None)


def test_triage_needs_a_reason(desk: Client, case: Case) -> None:
    refused = do(desk, case, "triage", **{"triage-kind": "complaint"})
    assert refused.status_code == 400
    assert (
        do(desk, case, "triage", **{"triage-kind": "complaint", "triage-reason": "是投诉"}).status_code == 302
    )
    case.refresh_from_db()
    assert case.kind == Case.Kind.COMPLAINT
    assert "是投诉" in show(desk, case)


def test_objection_sends_the_case_to_the_supervisors(
    desk: Client, sign_in: SignIn, supervisor: User, case: Case
) -> None:
    assert (
        do(desk, case, "object", **{"object-reason": "路灯归城管局"})["Location"] == f"/admin/desk/{case.pk}/"
    )
    assert "路灯归城管局" in show(sign_in(supervisor), case)
    assert CaseEvent.objects.filter(kind=CaseEvent.Kind.OBJECTED).count() == 1


def test_hand_over_offers_colleagues_of_the_department_only(
    desk: Client, case: Case, colleague: User, stranger: User
) -> None:
    page = show(desk, case)
    assert f'<option value="{colleague.pk}">' in page
    assert f'<option value="{stranger.pk}">' not in page
    assert do(desk, case, "hand-over", **{"hand_over-to": stranger.pk}).status_code == 400
    assert do(desk, case, "hand-over", **{"hand_over-to": colleague.pk}).status_code == 302
    case.refresh_from_db()
    assert case.handler == colleague


def test_question_and_acknowledgement_keep_nothing(desk: Client, case: Case) -> None:
    assert write(desk, case, "已收到，正在核实。", "acknowledgement").status_code == 302
    seen = case.replies.get().pk
    assert write(desk, case, "请问是哪一盏路灯？", "question", seen_reply=seen).status_code == 302
    case.refresh_from_db()
    assert case.state == Case.State.WAITING
    assert case.obligations.open().count() == 1
    assert {"收件告知", "请市民补充"} <= set(re.findall(r"<strong>(.+?)</strong>", show(desk, case)))


def test_explanation_is_sent_as_one(desk: Client, case: Case) -> None:
    assert write(desk, case, "该路段由业主自管，我局无法维修，请联系物业。", "explanation").status_code == 302
    assert case.replies.get().kind == Reply.Kind.EXPLANATION


def test_supplement_that_came_meanwhile_stands_beside_the_draft(desk: Client, case: Case) -> None:
    actions.supplement_case(case, "是小区东门那一盏。")
    late = write(desk, case, ANSWER)
    page = late.content.decode()
    assert late.status_code == 409
    newer = page[page.index('class="desk-newer"') :]
    assert newer.index("是小区东门那一盏。") < newer.index(ANSWER)
    seen = re.search(r'name="seen_supplement" value="(\d+)"', page)
    assert seen
    assert write(desk, case, ANSWER, seen_supplement=seen[1]).status_code == 302


def test_draft_is_kept_when_a_colleague_took_the_case(
    desk: Client, sign_in: SignIn, case: Case, officer: User, colleague: User
) -> None:
    actions.hand_over_case(case, colleague, officer)
    late = write(desk, case, ANSWER)
    assert late.status_code == 409
    assert ANSWER in late.content.decode()


def test_what_a_colleague_has_in_hand_is_read_only(
    desk: Client, sign_in: SignIn, supervisor: User, case: Case, colleague: User, open_letter: OpenLetter
) -> None:
    verbs = ("assign", "triage", "extension", "invalid", "merge")
    other = open_letter().case

    def offered(client: Client) -> list[str]:
        page = show(client, case)
        return [verb for verb in verbs if f"/admin/desk/{case.pk}/{verb}/" in page]

    theirs = sign_in(colleague)
    assert offered(desk) == offered(sign_in(supervisor)) == list(verbs)
    assert offered(theirs) == []
    refused = do(theirs, case, "triage", **{"triage-kind": "complaint", "triage-reason": "是投诉"})
    assert refused.status_code == 409
    assert "officer已认领此件。" in refused.content.decode()
    assert f'value="{case.pk}"' not in theirs.get(f"/admin/desk/{other.pk}/merge/").content.decode()
    assert do(theirs, other, "merge", cases=[case.pk], reason="同一路段").status_code == 400
    case.refresh_from_db()
    assert (case.kind, case.merged_into) == (Case.Kind.CONSULTATION, None)


def test_extension_shows_both_dates_and_a_second_person_approves(
    desk: Client, sign_in: SignIn, supervisor: User, case: Case
) -> None:
    for date in ("2026年10月23日", "2026年11月4日"):
        assert date in show(desk, case)
    asked = do(desk, case, "extension", **{"extension-code": "complex", "extension-reason": "需现场勘查"})
    assert asked.status_code == 302
    proposal = Proposal.objects.get()
    assert "须由另一位督办人员审批" in show(desk, case)
    address = f"/admin/desk/{case.pk}/proposals/{proposal.pk}/"
    mine = desk.post(address, {"decision-verdict": "approve"})
    assert mine.status_code == 403
    boss = sign_in(supervisor)
    page = show(boss, case)
    assert "现到期日为2026年10月23日，批准后为2026年11月4日。" in page
    assert boss.post(address, {"decision-verdict": "approve", "decision-note": "同意"}).status_code == 302
    assert case.obligations.get().amount == 15
    assert "2026年11月4日到期" in show(desk, case)
    assert boss.post(address, {"decision-verdict": "approve"}).status_code == 409


def test_refusal_of_a_proposal_says_why(desk: Client, sign_in: SignIn, supervisor: User, case: Case) -> None:
    do(desk, case, "invalid", **{"invalid-code": "petition", "invalid-reason": "属信访事项"})
    address = f"/admin/desk/{case.pk}/proposals/{Proposal.objects.get().pk}/"
    boss = sign_in(supervisor)
    actions.propose_extension(case, case.handler, code="complex", reason="需现场勘查")
    refused = boss.post(address, {"decision-verdict": "refuse"})
    assert refused.status_code == 400
    page = refused.content.decode()
    assert page.count('name="decision-note"') == 2
    ids = re.findall(r' id="([^"]+)"', page)
    assert [name for name in set(ids) if ids.count(name) > 1] == []
    assert (
        boss.post(address, {"decision-verdict": "refuse", "decision-note": "请直接答复"}).status_code == 302
    )
    assert "请直接答复" in show(desk, case)
    case.refresh_from_db()
    assert case.state == Case.State.HANDLING


def test_decision_about_a_proposal_of_another_case_is_not_found(
    sign_in: SignIn, supervisor: User, officer: User, case: Case, open_letter: OpenLetter
) -> None:
    other = open_letter().case
    proposal = actions.propose_invalid(other, officer, code="abuse", reason="广告")
    address = f"/admin/desk/{case.pk}/proposals/{proposal.pk}/"
    assert sign_in(supervisor).post(address, {"decision-verdict": "approve"}).status_code == 404


def test_reply_in_review_is_sent_by_the_second_person(
    desk: Client,
    sign_in: SignIn,
    supervisor: User,
    officer: User,
    open_letter: OpenLetter,
    make_mailbox: Callable[..., MailboxPage],
) -> None:
    case = open_letter(mailbox=make_mailbox(reply_needs_review=True)).case
    assert "督办人员审核后发出" in show(desk, case)
    assert write(desk, case, ANSWER).status_code == 302
    page = show(desk, case)
    assert 'name="body"' not in page
    assert case.obligations.open().count() == 1
    boss = sign_in(supervisor)
    assert ANSWER in show(boss, case)
    address = f"/admin/desk/{case.pk}/proposals/{Proposal.objects.get().pk}/"
    assert boss.post(address, {"decision-verdict": "approve"}).status_code == 302
    assert case.obligations.open().count() == 0


def test_close_after_the_answer(desk: Client, case: Case) -> None:
    assert do(desk, case, "close").status_code == 409
    write(desk, case, ANSWER)
    assert do(desk, case, "close").status_code == 302
    case.refresh_from_db()
    assert case.state == Case.State.CLOSED


def test_merge_several_and_answer_them_together(
    desk: Client, case: Case, open_letter: OpenLetter, health: Department
) -> None:
    same = [open_letter(title=f"路灯又不亮了{at}").case for at in range(3)]
    open_letter(title="路灯", department=health)
    open_letter(title="停水")
    page = desk.get(f"/admin/desk/{case.pk}/merge/", {"q": "路灯"}).content.decode()
    assert re.findall(r'name="cases" value="(\d+)"', page) == [str(each.pk) for each in reversed(same)]
    chosen = {"cases": [each.pk for each in same[:2]]}
    assert do(desk, case, "merge", **chosen).status_code == 400
    assert do(desk, case, "merge", **chosen, reason="同一路段").status_code == 302
    page = show(desk, case)
    assert all(each.number in page for each in same[:2])
    write(desk, case, ANSWER)
    assert Case.objects.filter(state=Case.State.REPLIED).count() == 3


def test_merge_refuses_what_the_officer_may_not_see(
    desk: Client, case: Case, open_letter: OpenLetter, health: Department
) -> None:
    hidden = open_letter(department=health).case
    assert do(desk, case, "merge", cases=[hidden.pk], reason="同一路段").status_code == 400
    hidden.refresh_from_db()
    assert hidden.merged_into is None


def test_canned_reply_without_javascript_goes_behind_the_draft(
    desk: Client, case: Case, site: Site, health: Department
) -> None:
    text = CannedReply.objects.create(site=site, title="办理地点", body="请到二楼窗口办理。")
    other = CannedReply.objects.create(site=site, title="别的", body="别的部门的话", department=health)
    page = do(
        desk, case, "compose", body="您好！", kind="answer", insert=f"canned-{text.pk}"
    ).content.decode()
    assert "您好！\n\n请到二楼窗口办理。</textarea>" in page
    page = do(
        desk, case, "compose", body="您好！", kind="answer", insert=f"canned-{other.pk}"
    ).content.decode()
    assert "别的部门的话" not in page


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> None:
    """A source that knows one article, as `search` registers one."""
    article = PossibleAnswer(
        "云溪市城市照明管理办法",
        "路灯故障应当在二十四小时内修复。",
        "/policies/light/#article-9",
        "政策",
        place="第九条",
    )
    monkeypatch.setattr(answered, "_sources", [])
    register_answer_source(lambda site, text, limit: [article] if "路灯" in text else [])


@pytest.mark.usefixtures("library")
def test_search_beside_the_editor_quotes_with_its_source(desk: Client, case: Case) -> None:
    found = desk.get(f"/admin/desk/{case.pk}/citations/", {"search": "路灯"}).content.decode()
    assert 'href="/policies/light/#article-9"' in found
    assert "<html" not in found
    quote = "《云溪市城市照明管理办法》第九条：路灯故障应当在二十四小时内修复。"
    assert f'text-param="{quote}"' in found
    page = do(
        desk, case, "compose", body="您好！", kind="answer", search="路灯", insert="found-0"
    ).content.decode()
    assert f"您好！\n\n{quote}</textarea>" in page
    nothing = desk.get(f"/admin/desk/{case.pk}/citations/", {"search": "停水"}).content.decode()
    assert "没有找到" in nothing


def test_compose_keeps_what_was_seen(desk: Client, case: Case) -> None:
    actions.supplement_case(case, "是小区东门那一盏。")
    page = do(
        desk, case, "compose", body=ANSWER, kind="answer", seen_reply=0, seen_supplement=0
    ).content.decode()
    assert 'name="seen_supplement" value="0"' in page


def test_reply_with_a_file_and_a_refused_one_keeps_it(desk: Client, case: Case) -> None:
    refused = write(desk, case, "您的来信已收悉。", files=SimpleUploadedFile("维修单.pdf", PDF))
    page = refused.content.decode()
    assert refused.status_code == 400
    token = re.search(r'name="kept_file" value="(\w+)"', page)
    assert token
    assert write(desk, case, ANSWER, kept_file=token[1]).status_code == 302
    file = case.attachments.get()
    assert (file.name, file.reply.body, file.is_internal) == ("维修单.pdf", ANSWER, False)


def test_question_takes_no_files(desk: Client, case: Case) -> None:
    refused = write(desk, case, "哪一盏？", "question", files=SimpleUploadedFile("维修单.pdf", PDF))
    assert refused.status_code == 400
    assert case.replies.count() == 0


def test_file_of_a_note_is_internal(desk: Client, case: Case) -> None:
    note = {"note-note": "现场照片", "note-files": SimpleUploadedFile("现场.pdf", PDF)}
    assert do(desk, case, "note", **note).status_code == 302
    assert case.attachments.get().is_internal
    assert "现场.pdf" in show(desk, case)


def test_file_is_handed_out_as_a_download_to_who_may_see_the_case(
    desk: Client, sign_in: SignIn, stranger: User, case: Case, open_letter: OpenLetter
) -> None:
    attach_files(case, [ContentFile(PDF, name="照片.pdf")])
    file = case.attachments.get()
    answer = desk.get(f"/admin/desk/{case.pk}/files/{file.pk}/")
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert sign_in(stranger).get(f"/admin/desk/{case.pk}/files/{file.pk}/").status_code == 404
    other = open_letter().case
    assert desk.get(f"/admin/desk/{other.pk}/files/{file.pk}/").status_code == 404
    assert Client().get(f"/admin/desk/{case.pk}/files/{file.pk}/").status_code == 302


def test_print_holds_the_whole_case(desk: Client, case: Case) -> None:
    actions.note_case(case, case.handler, "电话核实过")
    write(desk, case, ANSWER)
    page = desk.get(f"/admin/desk/{case.pk}/print/").content.decode()
    for words in (case.number, case.body, ANSWER, "电话核实过", "officer", "2026年10月23日"):
        assert words in page
    assert "<form" not in page


def test_viewers_see_each_other(desk: Client, sign_in: SignIn, colleague: User, case: Case) -> None:
    other = sign_in(colleague)
    assert "正在查看此件的还有" not in show(other, case)
    assert "正在查看此件的还有：colleague" in show(desk, case)
    assert "officer" in do(other, case, "viewers").content.decode()
    assert "colleague" in desk.get("/admin/desk/").content.decode()
    with time_machine.travel(NOW.timestamp() + 60, tick=False):
        assert do(desk, case, "viewers").content.decode().strip() == ""
