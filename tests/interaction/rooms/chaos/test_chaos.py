"""Whatever happens between servers and screens: what every screen shows is the log (DESIGN 4.2).

The real TypeScript clients follow real servers through a network that cuts and clogs, while pokes are lost,
doubled and reordered, servers are killed, Redis is wiped and the clients' clocks are wrong.
CHAOS_SEED repeats a run as far as the machine lets it.
"""

import json
import os
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import redis
from django.conf import settings

from interaction.rooms.models import Audience, Entry, Room
from tests.interaction.rooms.chaos.database import reading
from tests.interaction.rooms.chaos.processes import (
    Server,
    Talker,
    bundle_clients,
    environment,
    servers,
    talker,
)
from tests.interaction.rooms.chaos.proxy import Proxy, rough_way
from tests.interaction.rooms.chaos.waiting import until

ENTRIES = 200
FOLLOWERS_PER_AUDIENCE = 10
ASKERS, TEXTS = 8, 5
HEARTBEAT_SECONDS = 2
# So many connections must have been cut or clogged, or the test shows nothing.
LEAST_HURT = 20
SETTLE_SECONDS = 90
# Two machines' worth of clients: one is a day ahead, one an hour behind; both jump.
SKEWS = (86_400_000, -3_600_000)
CLOCK_TOLERANCE_MS = 15_000


@dataclass
class Stage:
    """Everything that runs."""

    seed: int
    chance: random.Random
    proxy: Proxy
    servers: list[Server]
    writer: Talker
    clients: list[Talker]
    database_url: str
    room: int
    audiences: dict[str, str]
    written: int = 0
    hurt: int = 0

    def read_writer(self) -> None:
        """Take note of how far the writer has come, until it has finished."""
        assert self.writer.process.stdout is not None
        for line in self.writer.process.stdout:
            self.written = int(line)


@pytest.fixture
def seed() -> int:
    seed = int(os.environ.get("CHAOS_SEED") or random.randrange(1_000_000))
    # Shown by pytest when the test fails.
    sys.stdout.write(f"CHAOS_SEED={seed}\n")
    return seed


@pytest.fixture
def stage(seed: int, shared_database: str, tmp_path: Path) -> Iterator[Stage]:
    """One server on the in-memory layer, two on Redis; a writer and two processes full of clients."""
    chance = random.Random(seed)
    around = environment(shared_database, seed)
    module = ["-m", "tests.interaction.rooms.chaos.writer", str(seed), str(ENTRIES)]
    with ExitStack() as stack:
        running = stack.enter_context(servers(2 if settings.REDIS_URL else 1, around, tmp_path))
        writer = stack.enter_context(talker([sys.executable, *module], tmp_path / "writer.log", env=around))
        command = bundle_clients(tmp_path)
        clients = [
            stack.enter_context(talker(command, tmp_path / f"clients-{number}.log"))
            for number in range(len(SKEWS))
        ]
        proxy = stack.enter_context(rough_way(seed, [server.port for server in running]))
        scene = writer.hear()
        for server in running:
            server.wait_until_up()
        stage = Stage(seed, chance, proxy, running, writer, clients, shared_database, scene["room"], {})
        _admit(stage, scene["cookies"])
        yield stage


def _admit(stage: Stage, cookies: dict[str, str]) -> None:
    """Seat followers of every audience, every third without a socket, and the citizens who ask."""
    names = [f"{audience}-{number}" for audience in cookies for number in range(FOLLOWERS_PER_AUDIENCE)]
    stage.audiences = {name: name.partition("-")[0] for name in names}
    for number, (client, skew) in enumerate(zip(stage.clients, SKEWS, strict=True)):
        followers = [
            {"name": name, "cookie": cookies[stage.audiences[name]], "polls": index % 6 < 2}
            for index, name in enumerate(names)
            if index % len(SKEWS) == number
        ]
        askers = {
            f"asker-{asker}": [f"asker-{asker} text-{text}" for text in range(TEXTS)]
            for asker in range(ASKERS)
            if asker % len(SKEWS) == number
        }
        client.ask(
            {
                "do": "follow",
                "seed": stage.seed + number,
                "origin": f"http://127.0.0.1:{stage.proxy.port}",
                "room": stage.room,
                "heartbeatEvery": HEARTBEAT_SECONDS * 1000,
                "pollEvery": HEARTBEAT_SECONDS * 1000,
                "skew": skew,
                "followers": followers,
                "askers": askers,
            }
        )


def wipe(_stage: Stage) -> None:
    """Take everything from Redis: groups, channels, sessions' caches."""
    if settings.REDIS_URL:
        redis.Redis.from_url(settings.CACHES["default"]["LOCATION"]).flushdb()


def kill(stage: Stage) -> None:
    """Kill a web process; it comes back."""
    server = stage.chance.choice(stage.servers)
    server.kill()
    server.start()


def cut(stage: Stage) -> None:
    """Cut some connections."""
    stage.hurt += stage.proxy.cut(0.3)


def clog(stage: Stage) -> None:
    """Let some readers stop reading."""
    stage.hurt += stage.proxy.clog(0.3)


def make_trouble(stage: Stage) -> None:
    """Spread the troubles over the writing; each happens, most more than once."""
    troubles: list[Callable[[Stage], None]] = [cut, cut, cut, clog, clog, kill, wipe, wipe]
    stage.chance.shuffle(troubles)
    for number, trouble in enumerate(troubles, start=1):
        goal = ENTRIES * number // (len(troubles) + 1)
        until(lambda goal=goal: stage.written >= goal, SETTLE_SECONDS, lambda: f"written {stage.written}")
        trouble(stage)
    until(lambda: stage.written == ENTRIES, SETTLE_SECONDS, lambda: f"written {stage.written}")


def where(stage: Stage) -> tuple[dict[str, list[Any]], int]:
    """Where each client is, and how many texts still wait."""
    answers = [client.ask({"do": "where"}) for client in stage.clients]
    places = {name: place for answer in answers for name, place in answer["where"].items()}
    return places, sum(answer["waiting"] for answer in answers)


def settle(stage: Stage) -> None:
    """Wait until every text has arrived and every client stands at the end of the log."""

    def is_settled() -> bool:
        places, waiting = where(stage)
        if waiting:
            return False
        room = Room.objects.get(pk=stage.room)
        return all(place[:2] == [room.epoch, room.last_seq] for place in places.values())

    until(is_settled, SETTLE_SECONDS, lambda: (where(stage), Room.objects.get(pk=stage.room).last_seq))


def log_of(room: int, audience: str) -> list[tuple[Any, ...]]:
    """What a viewer of an audience has a right to, read from the tables alone."""
    rows = Entry.objects.filter(room_id=room).seen_by(audience).order_by("seq")
    values = rows.values_list("seq", "kind", "author_kind", "body", "redaction")
    return [
        (seq, kind, author, {} if redacted else body, bool(redacted))
        for seq, kind, author, body, redacted in values
    ]


def shown_by(screen: dict[str, Any]) -> list[tuple[Any, ...]]:
    """What a client has rendered, in the same words."""
    return [
        (entry["seq"], entry["kind"], entry["author_kind"], entry["body"], entry.get("redacted", False))
        for entry in screen["entries"]
    ]


@pytest.mark.django_db
def test_every_screen_shows_the_log(stage: Stage) -> None:
    for client in stage.clients:
        client.ask({"do": "ask"})
    stage.writer.say("go")
    threading.Thread(target=stage.read_writer, daemon=True).start()
    make_trouble(stage)
    assert stage.hurt >= LEAST_HURT
    for server in stage.servers:
        server.wait_until_up()
    stage.proxy.smooth()
    with reading(stage.database_url):
        settle(stage)
        screens = {name: screen for one in stage.clients for name, screen in one.ask({"do": "show"}).items()}
        now = time.time() * 1000
        logs = {audience: log_of(stage.room, audience) for audience in Audience.values}
    assert len(screens) == 3 * FOLLOWERS_PER_AUDIENCE
    for name, screen in screens.items():
        assert screen["wrongs"] == [], name
        assert shown_by(screen) == logs[stage.audiences[name]], name
        assert abs(screen["now"] - now) < CLOCK_TOLERANCE_MS, name
    texts = Counter(body["text"] for *_head, body, _redacted in logs[Audience.PUBLIC] if "by" in body)
    wanted = {f"asker-{asker} text-{text}" for asker in range(ASKERS) for text in range(TEXTS)}
    assert texts == Counter(wanted), json.dumps(texts)
