"""A crowd that polls: one answer a second is shared, and it is the one that Django gives."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from asgiref.testing import ApplicationCommunicator
from django.core.asgi import get_asgi_application

from interaction.rooms import sharing
from interaction.rooms.models import Entry, Room
from interaction.rooms.sharing import SharedWindows

pytestmark = pytest.mark.django_db(transaction=True)

type Write = Callable[..., Entry]


class Server:
    """Django behind the sharing, with what reached it."""

    def __init__(self) -> None:
        self.reached: list[str] = []
        self._django = get_asgi_application()
        self._shared = SharedWindows(self._count)

    async def _count(self, scope: Any, receive: Any, send: Any) -> None:
        self.reached.append(scope["path"])
        await self._django(scope, receive, send)

    async def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        address, _, query = path.partition("?")
        lines = {"host": "localhost", **{name.replace("_", "-"): value for name, value in headers.items()}}
        scope = {
            "type": "http",
            "method": "GET",
            "scheme": "http",
            "path": address,
            "query_string": query.encode(),
            "headers": [(name.encode(), value.encode()) for name, value in lines.items()],
        }
        request = ApplicationCommunicator(self._shared, scope)
        await request.send_input({"type": "http.request", "body": b""})
        start = await request.receive_output(10)
        body = await request.receive_output(10)
        await request.wait()
        found = {name.decode().lower(): value.decode() for name, value in start["headers"]}
        return start["status"], found, body.get("body", b"")


def address(room: Room) -> str:
    return f"/rooms/{room.pk}/{room.epoch}/0/"


async def test_a_crowd_asks_django_once(room: Room, write: Write) -> None:
    await sync_to_async(write)("您好")
    server = Server()
    answers = await asyncio.gather(*(server.get(address(room), cookie=f"device={n}") for n in range(50)))
    assert len(server.reached) == 1
    for status, headers, body in answers:
        assert (status, headers["cache-control"]) == (200, "public, max-age=1")
        assert "您好" in body.decode()
        assert "vary" not in headers


async def test_a_second_later_it_is_asked_again(
    room: Room, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sharing, "SECONDS", 0.0)
    server = Server()
    await server.get(address(room))
    await sync_to_async(write)("新的")
    assert "新的" in (await server.get(address(room)))[2].decode()


async def test_who_has_it_already_gets_no_body(room: Room, write: Write) -> None:
    await sync_to_async(write)()
    server = Server()
    etag = (await server.get(address(room)))[1]["etag"]
    status, headers, body = await server.get(address(room), if_none_match=etag)
    assert (status, body) == (304, b"")
    assert headers["etag"] == etag
    assert "content-length" not in headers
    assert (await server.get(address(room), if_none_match='"another"'))[0] == 200


async def test_refusals_are_shared_and_private_answers_are_not(room: Room) -> None:
    server = Server()
    assert (await server.get(f"/rooms/{room.pk}999/"))[0] == 404
    for _time in range(2):
        assert (await server.get(f"/rooms/{room.pk}/?audience=mine"))[0] == 200
    assert server.reached == [f"/rooms/{room.pk}999/", f"/rooms/{room.pk}/", f"/rooms/{room.pk}/"]


async def test_a_strange_host_is_refused_for_itself_alone(room: Room) -> None:
    server = Server()
    assert (await server.get(f"/rooms/{room.pk}/", host="evil.example"))[0] == 400
    assert (await server.get(f"/rooms/{room.pk}/"))[0] == 200
