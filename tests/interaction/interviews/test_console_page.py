"""The page of the console: who comes in, what it hands to its script, and its plain form."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from wagtail.models import Site

from interaction.interviews.console.verbs import VERBS
from interaction.interviews.console.words import console_words
from interaction.interviews.models import Interview, Question
from interaction.moderation.models import RejectionCode
from interaction.rooms.models import Entry
from portal.accounts.models import User
from portal.base.models import Department
from tests.interaction.interviews.conftest import Crew

type Make = Callable[..., Any]

pytestmark = pytest.mark.django_db


def address(interview: Interview, **query: str) -> str:
    return reverse("console:page", args=[interview.pk], query=query)


@pytest.fixture
def live(make_interview: Make) -> Interview:
    interview: Interview = make_interview(Interview.State.LIVE)
    return interview


def test_strangers_are_sent_to_the_login(client: Client, live: Interview) -> None:
    response = client.get(address(live))
    assert response.status_code == 302
    assert response["Location"].startswith(f"{reverse('wagtailadmin_login')}?next=")


@pytest.mark.parametrize("duty", ["host", "moderator", "recorder", "guest"])
def test_everybody_with_a_duty_gets_the_console(
    client: Client, live: Interview, crew: Crew, duty: str
) -> None:
    client.force_login(getattr(crew, duty))
    response = client.get(address(live))
    assert response.status_code == 200
    assert response["Cache-Control"].endswith("private")
    assert 'data-controller="console"' in response.content.decode()


def test_staff_without_a_duty_are_told_so_in_words(
    client: Client, live: Interview, make_host: Callable[[str], User]
) -> None:
    client.force_login(make_host("somebody-else"))
    response = client.get(address(live), headers={"Accept-Language": "en"})
    assert response.status_code == 403
    assert "You have no duty in this interview" in response.content.decode()


def test_for_staff_of_another_site_there_is_none(client: Client, live: Interview, county: Site) -> None:
    department = Department.objects.create(site=county, name="县民政局", slug="county-civil")
    client.force_login(User.objects.create_user("county", department=department))
    assert client.get(address(live)).status_code == 404


def test_everything_that_the_script_names_stands_in_the_page(
    client: Client, live: Interview, crew: Crew
) -> None:
    client.force_login(crew.host)
    page = client.get(address(live)).content.decode()
    for name in ("state", "drafts"):
        assert f'"{reverse(f"console:{name}", args=[live.pk])}"' in page
    assert f'data-console-room-value="{live.room_id}"' in page
    offered = set(re.findall(r'data-verb="(\w+)"', page))
    assert offered <= set(VERBS)
    dialogs = set(re.findall(r'data-dialog="([\w-]+)"', page))
    assert dialogs <= set(re.findall(r'<dialog[^>]* id="([\w-]+)"', page))


def test_words_reach_the_script_in_the_readers_language(client: Client, live: Interview, crew: Crew) -> None:
    client.force_login(crew.host)
    with translation.override("en"):
        page = client.get(address(live)).content.decode()
    found = re.search(r'<script id="console-words" type="application/json">(.*?)</script>', page)
    assert found is not None
    words = json.loads(found[1])
    assert words["draft_saved"] == "Saved {at}"
    for state in Interview.State.values:
        assert words[f"run_{state}"]


def test_every_state_of_a_question_in_the_queue_has_its_word() -> None:
    words = console_words()
    named = {key.removeprefix("state_") for key in words if key.startswith("state_")}
    assert named == {Question.State.MERGED, Question.State.REJECTED, Question.State.WITHDRAWN}


def test_no_style_and_no_script_stands_in_the_page_itself(
    client: Client, live: Interview, crew: Crew
) -> None:
    client.force_login(crew.host)
    for query in ({}, {"plain": "1"}):
        page = client.get(address(live, **query)).content.decode()
        assert " style=" not in page
        assert not re.search(r"<script(?![^>]*(src=|application/json))", page)


class TestWithoutScript:
    """The plain form of the console."""

    def test_the_console_leads_there(self, client: Client, live: Interview, crew: Crew) -> None:
        client.force_login(crew.moderator)
        assert f"url={address(live)}?plain=1" in client.get(address(live)).content.decode()

    def test_a_waiting_question_is_shown_by_its_form(
        self, client: Client, live: Interview, crew: Crew, make_question: Make, rude: RejectionCode
    ) -> None:
        question = make_question(live, "几岁可以领？")
        client.force_login(crew.moderator)
        page = client.get(address(live, plain="1")).content.decode()
        assert "几岁可以领？" in page
        assert f'<option value="{rude.code}">' in page
        fields = {"question": question.pk, "seen_state": question.state}
        response = client.post(reverse("console:do", args=[live.pk, "approve"]), fields)
        assert response.status_code == 302
        question.refresh_from_db()
        assert question.state == Question.State.APPROVED

    def test_an_answer_is_published_by_its_form_and_only_once(
        self, client: Client, live: Interview, crew: Crew, make_question: Make
    ) -> None:
        question = make_question(live, state=Question.State.APPROVED)
        live.on_screen = question
        live.save()
        client.force_login(crew.recorder)
        page = client.get(address(live, plain="1")).content.decode()
        form = re.search(r'action="[^"]*/do/answer/".*?</form>', page, re.DOTALL)
        assert form is not None
        fields = dict(re.findall(r'name="(client_id|question|seen_seq)" value="([^"]+)"', form[0]))
        guest = live.page.guests.get()
        for _ in range(2):
            client.post(
                reverse("console:do", args=[live.pk, "answer"]),
                {**fields, "guest": guest.pk, "text": "年满八十周岁。"},
            )
        assert Entry.objects.filter(room=live.room, kind="answer").count() == 1

    def test_it_offers_each_only_their_own_work(self, client: Client, live: Interview, crew: Crew) -> None:
        client.force_login(crew.moderator)
        page = client.get(address(live, plain="1")).content.decode()
        assert "/do/pause/" not in page
        assert "/do/remark/" not in page
        client.force_login(crew.host)
        page = client.get(address(live, plain="1")).content.decode()
        assert "/do/pause/" in page
        assert "/do/remark/" in page
