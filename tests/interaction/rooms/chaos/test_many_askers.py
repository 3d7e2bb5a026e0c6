"""300 citizens ask within ten seconds: nothing is lost, nothing stands twice, all see one order."""

import os
import random
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from interaction.interviews.entries import RECEIVED
from interaction.interviews.models import Interview, Question
from interaction.rooms.models import Audience, Entry
from tests.interaction.rooms.chaos.database import reading
from tests.interaction.rooms.chaos.processes import Talker, bundle_clients, environment, servers, talker
from tests.interaction.rooms.chaos.stage import set_up_interview, sign_in
from tests.interaction.rooms.chaos.waiting import until

CITIZENS = 300
WITHIN_MS = 10_000
SETTLE_SECONDS = 60
# Some sit in the same street, as people behind one telephone company's address do.
ADDRESSES = 100


@dataclass
class Hall:
    """An interview, the address to ask at, and the moderators' screens."""

    seed: int
    interview: Interview
    origin: str
    clients: Talker
    database_url: str


@pytest.fixture
def hall(shared_database: str, tmp_path: Path) -> Iterator[Hall]:
    seed = int(os.environ.get("CHAOS_SEED") or random.randrange(1_000_000))
    sys.stdout.write(f"CHAOS_SEED={seed}\n")
    around = environment(shared_database, seed)
    with ExitStack() as stack:
        running = stack.enter_context(servers(2 if settings.REDIS_URL else 1, around, tmp_path))
        stack.enter_context(reading(shared_database))
        interview = set_up_interview("crowd")
        cookies = [sign_in(interview, audience) for audience in (Audience.STAFF, Audience.HOST)]
        clients = stack.enter_context(talker(bundle_clients(tmp_path), tmp_path / "clients.log"))
        for server in running:
            server.wait_until_up()
        for number, server in enumerate(running):
            _seat_moderators(clients, interview.room_id, f"http://127.0.0.1:{server.port}", number, cookies)
        yield Hall(seed, interview, f"http://127.0.0.1:{running[0].port}", clients, shared_database)


def _seat_moderators(clients: Talker, room: int, origin: str, number: int, cookies: list[str]) -> None:
    followers = [
        {"name": f"screen-{number}-{index}-{polls}", "cookie": cookie, "polls": polls}
        for index, cookie in enumerate(cookies)
        for polls in (False, True)
    ]
    orders = {"seed": 0, "origin": origin, "room": room, "followers": followers, "askers": {}, "skew": 0}
    clients.ask({"do": "follow", "heartbeatEvery": 2000, "pollEvery": 2000, **orders})


def ask_all(hall: Hall) -> dict[str, Any]:
    """Let the crowd ask, each citizen with an answer in the end."""
    texts = {f"第{number}位市民的问题？": f"10.0.0.{number % ADDRESSES}" for number in range(CITIZENS)}
    url = hall.origin + reverse("interviews:ask", args=[hall.interview.pk])
    answers: dict[str, Any] = hall.clients.ask(
        {"do": "crowd", "seed": hall.seed, "url": url, "within": WITHIN_MS, "texts": texts}
    )
    assert answers.keys() == texts.keys()
    return answers


def screens_at_end(hall: Hall) -> dict[str, Any]:
    """What the moderators' screens show when each has come to the end of the log."""

    def are_at_end() -> bool:
        hall.interview.room.refresh_from_db()
        places = hall.clients.ask({"do": "where"})["where"].values()
        return all(place[1] == hall.interview.room.last_seq for place in places)

    until(are_at_end, SETTLE_SECONDS, lambda: hall.clients.ask({"do": "where"}))
    screens: dict[str, Any] = hall.clients.ask({"do": "show"})
    return screens


@pytest.mark.django_db
def test_three_hundred_questions_in_ten_seconds(hall: Hall) -> None:
    answers = ask_all(hall)
    refused = {text: told["answer"] for text, told in answers.items() if not told["answer"]["ok"]}
    assert refused == {}
    questions = list(Question.objects.filter(interview=hall.interview).order_by("number"))
    assert sorted(question.text for question in questions) == sorted(answers)
    assert [question.number for question in questions] == list(range(1, CITIZENS + 1))
    assert len({question.author_key for question in questions}) == CITIZENS
    numbers = {question.text: question.number for question in questions}
    assert {text: told["answer"]["question"]["number"] for text, told in answers.items()} == numbers
    received = Entry.objects.filter(room=hall.interview.room_id, kind=RECEIVED).order_by("seq")
    order = [entry.body["number"] for entry in received]
    assert order == list(range(1, CITIZENS + 1))
    for name, screen in screens_at_end(hall).items():
        assert screen["wrongs"] == [], name
        shown = [entry["body"]["number"] for entry in screen["entries"] if entry["kind"] == RECEIVED]
        assert shown == order, name
    took = sorted(told["took"] for told in answers.values())
    median, slow = took[len(took) // 2], took[-len(took) // 20]
    sys.stdout.write(f"ms until acknowledged, resends included: median {median:.0f}, p95 {slow:.0f}\n")
