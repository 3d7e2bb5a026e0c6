"""The demo's interviews: one in each stage, held by the real actions; loading them twice changes nothing."""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader
from wagtail.models import Site

from interaction.cases.models import Case
from interaction.interviews.actions.following_up import open_all_follow_ups
from interaction.interviews.actions.life_cycle import start_interview
from interaction.interviews.demo import load
from interaction.interviews.models import Interview, Question
from interaction.interviews.transcripts import read_transcript
from portal.accounts.demo import load as load_accounts
from portal.accounts.models import User
from portal.base.demo import Demo
from portal.base.demo import load as load_departments
from portal.base.fonts import chinese_fonts
from portal.base.personal_data import SECRET_KINDS, find_personal_data
from tests.factories import HomePageFactory

pytestmark = pytest.mark.django_db
State = Interview.State


@pytest.fixture(scope="module")
def demo(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Demo]:
    """The demo's interviews, loaded once for this module and gone after it."""
    folder = tmp_path_factory.mktemp("demo")
    paths = {"VAR_DIR": folder, "MEDIA_ROOT": folder / "media"}
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(**paths):
        site = Site.objects.get(is_default_site=True)
        site.root_page = HomePageFactory()
        site.save()
        demo = Demo(site=site, say=lambda line: None)
        for load_part in (load_departments, load_accounts, load):
            load_part(demo)
        yield demo
        transaction.set_rollback(True)


def interview(slug: str) -> Interview:
    found: Interview = Interview.objects.select_related("page", "room", "site").get(page__slug=slug)
    return found


@pytest.mark.usefixtures("demo")
def test_one_stands_in_each_stage() -> None:
    states = dict(Interview.objects.values_list("page__slug", "state"))
    assert states == {
        "home-care-2026": State.TRANSCRIBED,
        "medical-away-2026": State.TRANSCRIBED,
        "flexible-employment-2026": State.COLLECTING,
        "ebikes-parking-2026": State.COLLECTING,
    }


def test_loading_twice_changes_nothing(demo: Demo) -> None:
    before = Interview.objects.count(), Question.objects.count(), Case.objects.count()
    load(demo)
    assert before == (Interview.objects.count(), Question.objects.count(), Case.objects.count())


@pytest.mark.usefixtures("demo")
def test_each_was_announced_in_time_and_lies_where_it_should() -> None:
    now = timezone.now()
    for one in Interview.objects.select_related("page"):
        assert one.starts_at - one.announced_at >= timedelta(days=7), one.page.slug
        assert one.announced_at < now
    assert timedelta(0) < interview("flexible-employment-2026").starts_at - now < timedelta(minutes=30)
    assert timedelta(days=2) < interview("ebikes-parking-2026").starts_at - now < timedelta(days=6)


@pytest.mark.usefixtures("demo")
def test_log_is_dated_as_it_happened() -> None:
    for one in Interview.objects.over():
        spoken = one.room.entries.filter(kind__in=("remark", "answer")).order_by("seq")
        times = [entry.created_at for entry in spoken]
        assert times == sorted(times)
        assert one.started_at <= times[0]
        assert times[-1] <= one.ended_at
        assert one.ended_at - one.started_at == timedelta(hours=1)
    assert not Question.objects.filter(asked_at__gt=timezone.now()).exists()


@pytest.mark.usefixtures("demo")
def test_transcripts_hold_questions_remarks_corrections_and_pictures() -> None:
    for one in Interview.objects.over().select_related("page"):
        transcript = read_transcript(one.page, one)
        kinds = {piece.kind for piece in transcript.pieces}
        assert kinds == {"exchange", "remark", "picture"}
        assert len(transcript.exchanges) >= 10
        assert one.room.entries.filter(body__has_key="corrects").exists()


@pytest.mark.usefixtures("demo")
def test_what_stayed_open_is_answered_or_due() -> None:
    left = {
        question.status
        for one in Interview.objects.over().select_related("page")
        for question in read_transcript(one.page, one).left_open
    }
    assert left == {"answered", "owed"}
    assert open_all_follow_ups() == 0
    cases = Case.objects.filter(channel=Case.Channel.INTERVIEW)
    assert cases.count() == 4
    owed = [case for case in cases if case.is_open]
    assert len(owed) == 1
    assert owed[0].obligations.get().due_at > timezone.now()


@pytest.mark.usefixtures("demo")
def test_collecting_has_work_for_the_moderator() -> None:
    questions = interview("ebikes-parking-2026").questions
    counts = {state: questions.filter(state=state).count() for state in Question.State.values}
    assert counts["approved"] >= 12
    assert (counts["pending"], counts["rejected"], counts["needs_detail"], counts["merged"]) == (3, 1, 1, 1)
    for question in Question.objects.filter(state="approved"):
        assert question.votes == question.vote_rows.count()


@pytest.mark.usefixtures("demo")
def test_host_can_begin_todays() -> None:
    today = interview("flexible-employment-2026")
    assert today.prepared.count() >= 5
    assert today.questions.exclude(shortlisted_at=None).count() >= 4
    with transaction.atomic():
        started = start_interview(today, User.objects.get(username="host"))
        assert started.state == State.LIVE
        transaction.set_rollback(True)


@pytest.mark.usefixtures("demo")
def test_texts_hold_no_personal_data() -> None:
    for question in Question.objects.all():
        assert not find_personal_data(question.text, SECRET_KINDS), question.text
        assert question.public_text == question.text, "nothing of the demo needs masking"


@pytest.mark.usefixtures("demo")
def test_pages_of_each_stage_can_be_read(client: Client) -> None:
    for one in Interview.objects.select_related("page"):
        for language in ("zh-hans", "en"):
            page = client.get(one.page.url, headers={"accept-language": language})
            assert page.status_code == 200, one.page.slug
    page = BeautifulSoup(client.get(interview("home-care-2026").page.url).content, "html.parser")
    assert page.select(".transcript__picture img[alt]")
    assert len(page.select(".toc [data-toc-target]")) >= 10


@pytest.mark.usefixtures("demo")
@pytest.mark.skipif(not chinese_fonts(), reason="this machine has no font with Chinese")
def test_transcripts_can_be_kept_as_pdf(client: Client) -> None:
    for one in Interview.objects.over():
        answer = client.get(reverse("interviews:transcript_pdf", args=[one.pk]))
        pdf = PdfReader(BytesIO(answer.content))
        assert len(pdf.pages) >= 3
        assert any(page.images for page in pdf.pages)
