"""The transcript's way to its readers: reviewed, published, found, printed; later answers appear in it."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import activate
from pypdf import PdfReader
from wagtail import blocks
from wagtail.models import Workflow, WorkflowState
from wagtail.test.utils.form_data import nested_form_data

from chatbot.citations import policy_passages
from chatbot.pipeline.steps import POLICIES
from interaction.cases.actions import reply_to_case, withdraw_consent
from interaction.interviews.actions.following_up import open_follow_ups
from interaction.interviews.actions.transcribing import draft_transcript, send_to_review
from interaction.interviews.models import Interview, InterviewPage, Question
from interaction.interviews.signals import transcript_published
from interaction.interviews.writing_up import write_up_forgotten
from interaction.rooms.models import Entry
from portal.accounts.models import User
from portal.accounts.roles import EDITORS, OFFICERS, REVIEWERS
from portal.base.fonts import chinese_fonts
from portal.base.models import Department
from search.models import Passage
from tests.interaction.interviews.conftest import Crew
from tests.interaction.interviews.stage import Stage

pytestmark = pytest.mark.django_db
LATER = "高龄津贴可以由子女代领，带上双方身份证到社区服务站办理。"


@pytest.fixture(autouse=True)
def chinese() -> None:
    activate("zh-hans")


@pytest.fixture
def officer(department: Department) -> User:
    user = User.objects.create_user("officer", password="correct-horse-battery", department=department)
    user.groups.add(Group.objects.get(name=OFFICERS))
    return user


@pytest.fixture
def stage(
    make_interview: Callable[..., Interview], crew: Crew, make_question: Callable[..., Question]
) -> Stage:
    return Stage(make_interview(Interview.State.LIVE), crew, make_question)


@pytest.fixture
def ended(stage: Stage) -> Interview:
    """Two questions answered, one left open, one never shown; cases opened and the transcript drafted."""
    stage.say("各位网友好，欢迎来到在线访谈。")
    stage.answer(stage.question("高龄津贴从几岁开始领？"), "年满八十周岁的当月起就可以申领。")
    stage.answer(stage.question("长护险护理费多少？", author_name="溪东市民"), "每月最高一千二百元。")
    stage.question("可以由子女代领吗？")
    stage.question("还没有审核的问题？", state="pending")
    stage.end()
    open_follow_ups(stage.interview)
    draft_transcript(stage.interview)
    return stage.interview


@pytest.fixture
def publish(django_capture_on_commit_callbacks: Any) -> Callable[[Interview], None]:
    """The last reviewer approves: what the review does is tested with it."""

    def do(interview: Interview) -> None:
        page = InterviewPage.objects.get(pk=interview.page_id)
        with django_capture_on_commit_callbacks(execute=True):
            page.get_latest_revision().publish()
        interview.refresh_from_db()

    return do


@pytest.fixture
def published(ended: Interview, publish: Callable[[Interview], None]) -> Interview:
    publish(ended)
    return ended


def answer_later(interview: Interview, officer: User, on_commit: Any, text: str = LATER) -> Question:
    question = interview.questions.get(public_text="可以由子女代领吗？")
    with on_commit(execute=True):
        reply_to_case(question.case, officer, text)
    return question


def soup(response: Any) -> BeautifulSoup:
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def test_review_by_three_publishes_it(
    ended: Interview,
    crew: Crew,
    make_host: Callable[[str], User],
    django_capture_on_commit_callbacks: Any,
) -> None:
    told: list[Any] = []
    transcript_published.connect(lambda sender, interview, **kwargs: told.append(interview.pk), weak=False)
    send_to_review(ended, crew.host)
    page = InterviewPage.objects.get(pk=ended.page_id)
    assert Workflow.objects.get(active=True) == page.current_workflow_state.workflow
    for number, group in enumerate(REVIEWERS):
        ended.refresh_from_db()
        assert ended.state == Interview.State.ENDED
        reviewer = User.objects.create_user(f"reviewer-{number}")
        reviewer.groups.add(Group.objects.get(name=group))
        client = Client()
        client.force_login(reviewer)
        state = WorkflowState.objects.for_instance(page).latest("pk").current_task_state
        opened = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
        assert opened.status_code == 200
        url = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk])
        with django_capture_on_commit_callbacks(execute=True):
            assert client.post(url).status_code == 302
    ended.refresh_from_db()
    assert ended.state == Interview.State.TRANSCRIBED
    assert ended.transcribed_at is not None
    assert told == [ended.pk]
    last: Entry = ended.room.entries.filter(kind="state").latest("seq")
    assert last.body["state"] == "transcribed"


def test_host_sends_it_to_review_from_the_console(ended: Interview, crew: Crew, client: Client) -> None:
    url = reverse("console:do", args=[ended.pk, "review"])
    client.force_login(crew.recorder)
    assert client.post(url, headers={"accept": "application/json"}).status_code == 403
    client.force_login(crew.host)
    assert client.post(url, headers={"accept": "application/json"}).status_code == 200
    assert InterviewPage.objects.get(pk=ended.page_id).workflow_in_progress
    assert client.post(url, headers={"accept": "application/json"}).status_code == 409


def test_published_again_it_is_transcribed_once(
    published: Interview, publish: Callable[[Interview], None]
) -> None:
    first = published.transcribed_at
    publish(published)
    assert published.transcribed_at == first
    assert published.room.entries.filter(kind="state", body__state="transcribed").count() == 1


def test_page_shows_each_question_at_its_anchor(published: Interview, client: Client) -> None:
    page = soup(client.get(published.page.url))
    links = [link["href"] for link in page.select(".transcript .toc a")]
    assert links == ["#q1", "#q2", "#left-open"]
    first = page.find(id="q1")
    assert "高龄津贴从几岁开始领" in first.h3.text
    assert "沈清和（云溪市民政局副局长）" in first.text
    assert first.time["datetime"]
    assert "溪东市民" in page.find(id="q2").text
    assert "欢迎来到在线访谈" in page.find(class_="transcript__pieces").text


def test_open_question_is_listed_with_its_day_and_the_unshown_only_counted(
    published: Interview, client: Client
) -> None:
    page = soup(client.get(published.page.url))
    case = published.questions.get(number=3).case
    due_on = case.obligations.get().due_on
    part = page.find(id="q3")
    assert "可以由子女代领吗" in part.text
    assert f"{due_on.month}月{due_on.day}日" in part.text
    assert "还没有审核的问题" not in page.text
    assert case.number not in page.text


@pytest.mark.parametrize("name", ["print", "transcript_pdf"])
def test_of_a_page_that_was_taken_down_nobody_gets_a_copy(
    published: Interview, client: Client, crew: Crew, name: str
) -> None:
    published.page.unpublish()
    client.force_login(crew.host)
    assert client.get(reverse(f"interviews:{name}", args=[published.pk])).status_code == 404


def test_ended_but_unpublished_it_is_not_shown(ended: Interview, client: Client) -> None:
    assert client.get(reverse("interviews:print", args=[ended.pk])).status_code == 404
    assert client.get(reverse("interviews:transcript_pdf", args=[ended.pk])).status_code == 404
    page = soup(client.get(ended.page.url))
    assert not page.select(".transcript")
    assert page.find(id="q3"), "what stayed open is told at once"


def test_reviewer_previews_the_draft(ended: Interview) -> None:
    editor = User.objects.create_user("editor")
    editor.groups.add(Group.objects.get(name=EDITORS))
    client = Client()
    client.force_login(editor)
    revision = InterviewPage.objects.get(pk=ended.page_id).get_latest_revision()
    url = reverse("wagtailadmin_pages:revisions_view", args=[ended.page_id, revision.pk])
    assert "每月最高一千二百元" in soup(client.get(url)).text


def test_site_search_finds_the_question_at_its_anchor(
    ended: Interview, publish: Callable[[Interview], None], client: Client
) -> None:
    url = f"{ended.page.url}#q2"
    assert url not in client.get("/search/", {"q": "长护险护理费"}).content.decode()
    publish(ended)
    found = client.get("/search/", {"q": "长护险护理费"}).content.decode()
    assert url in found
    assert "每月最高一千二百元" in BeautifulSoup(found, "html.parser").text


def test_who_writes_a_letter_is_shown_the_answer_given_live(published: Interview) -> None:
    found = policy_passages(published.site, "长护险护理费每月多少钱？", 3)
    assert [one.url for one in found][:1] == [f"{published.page.url}#q2"]
    assert found[0].published_on == timezone.localdate(published.starts_at)
    assert "interview" not in POLICIES, "the chatbot itself answers from policies only"


def test_later_answer_appears_masked_and_is_found(
    published: Interview, officer: User, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    text = f"{LATER}如有疑问请致电经办人王小红13800001234。"
    question = answer_later(published, officer, django_capture_on_commit_callbacks, text)
    part = soup(client.get(published.page.url)).find(id="q3")
    assert "可以由子女代领" in part.text
    assert "民政局" in part.text
    assert "13800001234" not in part.text
    found = client.get("/search/", {"q": "子女代领"}).content.decode()
    assert f"{published.page.url}#q3" in found
    assert "13800001234" not in "".join(Passage.objects.live().values_list("text", flat=True))
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_consent(question.case)
    assert LATER not in soup(client.get(published.page.url)).text
    assert f"{published.page.url}#q3" not in client.get("/search/", {"q": "子女代领"}).content.decode()


def test_print_version_holds_everything_and_no_tools(published: Interview, client: Client) -> None:
    page = soup(client.get(reverse("interviews:print", args=[published.pk])))
    assert page.select("#q1 .said")
    assert not page.select(".provision__copy")
    assert "沈清和" in page.dl.text


@pytest.mark.skipif(not chinese_fonts(), reason="this machine has no font with Chinese")
def test_pdf_has_text_bookmarks_and_language(
    published: Interview, officer: User, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    answer_later(published, officer, django_capture_on_commit_callbacks)
    answer = client.get(reverse("interviews:transcript_pdf", args=[published.pk]))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    pdf = PdfReader(BytesIO(answer.content))
    words = "".join("".join(page.extract_text() for page in pdf.pages).split())
    assert "年满八十周岁的当月起就可以申领" in words
    assert "高龄津贴可以由子女代领" in words
    assert f"1/{len(pdf.pages)}" in words
    assert "高龄津贴怎么领" in pdf.pages[0].extract_text()
    titles = [str(mark["/Title"]) for part in pdf.outline if isinstance(part, list) for mark in part]
    assert [title.split(maxsplit=1)[1] for title in titles] == [
        "高龄津贴从几岁开始领？",
        "长护险护理费多少？",
        "可以由子女代领吗？",
    ]
    root: Any = pdf.trailer["/Root"]
    assert root["/Lang"] == "zh-CN"
    assert root["/MarkInfo"]["/Marked"]
    assert pdf.metadata is not None
    assert pdf.metadata.title == "高龄津贴怎么领"


def test_without_a_font_the_print_version_stands_in(
    published: Interview, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("transcript_views", "transcripts"):
        monkeypatch.setattr(f"interaction.interviews.{module}.chinese_fonts", tuple)
    address = reverse("interviews:transcript_pdf", args=[published.pk])
    assert client.get(address).url == reverse("interviews:print", args=[published.pk])
    assert address not in client.get(published.page.url).content.decode()


def test_lost_task_is_made_up_by_the_clock(stage: Stage) -> None:
    stage.answer(stage.question(), "年满八十周岁。")
    left = stage.question("在哪里领？")
    stage.end()
    write_up_forgotten.call()
    left.refresh_from_db()
    assert left.case is not None
    assert InterviewPage.objects.get(pk=stage.interview.page_id).has_unpublished_changes


def test_page_costs_a_constant_number_of_queries(
    published: Interview, stage: Stage, client: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(8):
        stage.make_question(published, f"还有第{number}个问题？", state="approved")
    open_follow_ups(published)
    client.get(published.page.url)
    with django_assert_max_num_queries(60):
        client.get(published.page.url)


def as_sent(block: blocks.Block, value: Any) -> Any:
    """A block's value as the editor's form sends it."""
    if isinstance(block, blocks.StructBlock):
        return {name: as_sent(child, value[name]) for name, child in block.child_blocks.items()}
    if isinstance(block, (blocks.ListBlock, blocks.StreamBlock)):
        children = value.bound_blocks if isinstance(block, blocks.ListBlock) else list(value)
        rows: dict[str, Any] = {
            str(order): {
                "type": child.block.name,
                "value": as_sent(child.block, child.value),
                "id": child.id,
                "order": str(order),
                "deleted": "",
            }
            for order, child in enumerate(children)
        }
        return rows | {"count": str(len(rows))}
    shown = block.field.prepare_value(block.value_for_form(value))
    return block.field.widget.format_value(shown) or ""


def test_form_sent_back_as_it_was_opened_is_no_edit(ended: Interview, crew: Crew) -> None:
    page = InterviewPage.objects.get(pk=ended.page_id).get_latest_revision_as_object()
    sent = as_sent(page.transcript.stream_block, page.transcript)
    for words, is_edit in (("", False), ("补充一句。", True)):
        sent["0"]["value"]["text"] += words
        data = nested_form_data({"transcript": sent})
        form = InterviewPage.get_edit_handler().get_form_class()(data, instance=page, for_user=crew.host)
        assert ("transcript" in form.changed_data) == is_edit
