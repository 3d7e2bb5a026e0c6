"""A room whose subject is a department: everybody may look, its staff see what staff see."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from asgiref.sync import SyncToAsync
from asgiref.testing import ApplicationCommunicator
from channels.layers import channel_layers
from channels.routing import URLRouter
from django.conf import settings
from django.core.cache import cache
from django.db import connections
from wagtail.models import Locale, Page, Site

from interaction.rooms import gates, reading
from interaction.rooms.actions import append_entry, open_room
from interaction.rooms.models import Audience, Entry, Room
from interaction.rooms.routing import websocket_urlpatterns
from portal.accounts.models import User
from portal.base.models import Department

APPLICATION = URLRouter(websocket_urlpatterns)


def gate(department: Department, user: Any) -> str | None:
    """A closed department is nobody's business; hosts are its superusers."""
    if department.name == "保密局":
        return None
    if user.is_superuser:
        return Audience.HOST
    return Audience.STAFF if user.is_authenticated and user.department == department else Audience.PUBLIC


@pytest.fixture(autouse=True)
def clean_slate(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each test has its own layer, its own gates and a heart that beats ten times as fast."""
    settings.ROOMS_HEARTBEAT_SECONDS = 1
    monkeypatch.setattr(gates, "_gates", {Department: gate})
    monkeypatch.setattr(gates, "_anonymous", {})
    channel_layers.backends = {}
    cache.clear()
    yield
    for thread in (reading._thread, SyncToAsync.single_thread_executor):
        thread.submit(connections.close_all).result()


@pytest.fixture
def site(db: None) -> Site:
    """The site of the migrations, or another when an earlier test has emptied the tables."""
    site = Site.objects.filter(is_default_site=True).first()
    if site is not None:
        return site
    Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
    root = Page.add_root(instance=Page(title="根", slug="root"))
    return Site.objects.create(is_default_site=True, hostname="localhost", root_page=root)


@pytest.fixture
def department(site: Site) -> Department:
    return Department.objects.create(site=site, name="民政局", name_en="Civil Affairs", slug="civil-affairs")


@pytest.fixture
def room(department: Department, site: Site) -> Room:
    return open_room(department, site)


@pytest.fixture
def clerk(department: Department) -> User:
    return User.objects.create_user("clerk", password="correct-horse", department=department)


@pytest.fixture
def write(room: Room) -> Callable[..., Entry]:
    def write(text: str = "您好", audience: str = Audience.PUBLIC, **values: Any) -> Entry:
        return append_entry(room, "remark", {"text": text}, audience=audience, **values)

    return write


class Screen:
    """What a careful client shows: it keeps the protocol's rules about cursors."""

    def __init__(self, socket: ApplicationCommunicator) -> None:
        self.socket = socket
        self.epoch = ""
        self.cursor = 0
        self.entries: list[dict[str, Any]] = []
        self.frames: list[dict[str, Any]] = []

    async def resume(self, epoch: str | None = None, after: int | None = None) -> None:
        epoch = self.epoch if epoch is None else epoch
        place = {"epoch": epoch, "after": self.cursor if after is None else after}
        await self.say({"type": "resume", **place})

    async def say(self, frame: Any) -> None:
        text = frame if isinstance(frame, str) else json.dumps(frame)
        await self.socket.send_input({"type": "websocket.receive", "text": text})

    async def hear(self, seconds: float = 5) -> dict[str, Any]:
        frame = json.loads((await self.socket.receive_output(seconds))["text"])
        self.frames.append(frame)
        if frame["type"] == "reset":
            self.epoch, self.cursor, self.entries = frame["epoch"], 0, []
        if frame["type"] == "entries" and frame["upto"] > self.cursor:
            assert frame["after"] <= self.cursor, "a gap"
            self.entries += [entry for entry in frame["entries"] if entry["seq"] > self.cursor]
            self.epoch, self.cursor = frame["epoch"], frame["upto"]
        return frame

    async def hear_of(self, kind: str) -> dict[str, Any]:
        async with asyncio.timeout(10):
            while (frame := await self.hear())["type"] != kind:
                pass
        return frame

    async def hear_until(self, seq: int) -> list[str]:
        async with asyncio.timeout(10):
            while self.cursor < seq:
                await self.hear()
        return [entry["body"].get("text", "") for entry in self.entries]


@asynccontextmanager
async def opened(room_id: int, session_key: str = "") -> AsyncIterator[Screen]:
    headers = [(b"cookie", f"sessionid={session_key}".encode())] if session_key else []
    path = f"/ws/rooms/{room_id}/"
    socket = ApplicationCommunicator(APPLICATION, {"type": "websocket", "path": path, "headers": headers})
    await socket.send_input({"type": "websocket.connect"})
    assert await socket.receive_output(10) == {"type": "websocket.accept"}
    yield Screen(socket)
    await socket.send_input({"type": "websocket.disconnect", "code": 1001})
    await socket.wait(10)
