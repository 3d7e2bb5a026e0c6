"""One answer a moment for a crowd that polls: public windows are the same for all, so Django is asked once.

Stands before Django in the server (portal/asgi.py). A cache such as nginx's does the same in front of it;
this is for the machines without one, and for its misses.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

type Message = dict[str, Any]
type Receive = Callable[[], Awaitable[Any]]
type Send = Callable[[Any], Awaitable[None]]
# Django's and ours differ in how exactly they type messages.
type Application = Callable[[Any, Any, Any], Awaitable[None]]

# Short beside the second for which caches keep a growing window: a polling reader sees an entry within 12 s.
SECONDS = 0.25
KEPT = 500
PREFIX = "/rooms/"
# What Django needs to know of a request that is nobody's in particular.
NEEDED = (b"host", b"x-forwarded-proto")


@dataclass(frozen=True, slots=True)
class Answer:
    """What Django said to nobody in particular."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes

    def to(self, headers: list[tuple[bytes, bytes]]) -> tuple[Message, Message]:
        """The messages for one reader: without a body when the reader has it already."""
        etag = next((value for name, value in self.headers if name.lower() == b"etag"), b"")
        seen = b",".join(value for name, value in headers if name == b"if-none-match")
        if etag and self.status == 200 and etag in [tag.strip() for tag in seen.split(b",")]:
            kept = [header for header in self.headers if not header[0].lower().startswith(b"content-")]
            return _start(304, kept), {"type": "http.response.body", "body": b""}
        return _start(self.status, self.headers), {"type": "http.response.body", "body": self.body}


class SharedWindows:
    """Answers GET requests for public windows, each address at most four times a second by Django."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._kept: dict[tuple[Any, ...], tuple[float, asyncio.Task[Answer]]] = {}

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Answer from what was asked a moment ago, or ask Django."""
        if scope["method"] != "GET" or scope["query_string"] or not scope["path"].startswith(PREFIX):
            await self._application(scope, receive, send)
            return
        answer = await asyncio.shield(self._asked(scope))
        for message in answer.to(scope["headers"]):
            await send(message)

    def _asked(self, scope: dict[str, Any]) -> "asyncio.Task[Answer]":
        headers = [header for header in scope["headers"] if header[0] in NEEDED]
        key = (scope["scheme"], scope["path"], *headers)
        now = asyncio.get_running_loop().time()
        until, asking = self._kept.get(key, (0.0, None))
        if asking is None or now >= until:
            if len(self._kept) >= KEPT:
                self._kept.clear()
            asking = asyncio.create_task(self._ask({**scope, "headers": headers}))
            self._kept[key] = now + SECONDS, asking
        return asking

    async def _ask(self, scope: dict[str, Any]) -> Answer:
        said: list[Message] = []
        requests = [{"type": "http.request", "body": b"", "more_body": False}]

        async def receive() -> Message:
            # The reader does not go away: there is none.
            return requests.pop() if requests else await asyncio.get_running_loop().create_future()

        async def send(message: Message) -> None:
            said.append(message)

        await self._application(scope, receive, send)
        body = b"".join(message.get("body", b"") for message in said[1:])
        return Answer(said[0]["status"], said[0]["headers"], body)


def _start(status: int, headers: list[tuple[bytes, bytes]]) -> Message:
    return {"type": "http.response.start", "status": status, "headers": headers}
