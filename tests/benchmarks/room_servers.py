"""The ways to tell a crowd something, each as a server of its own on one core.

`python -m tests.benchmarks.room_servers WAY --port 8199 --entries 200` prints READY, waits for a
line, sends that many entries one after the other, and prints when it began.
"""

import argparse
import asyncio
import json
import os
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any

from tests.benchmarks.rooms import say

TEXT = "本市户籍年满八十周岁的老年人可以申领高龄津贴，由本人或者委托代理人向户籍所在地的社区提出申请。" * 3
TEXT = TEXT[:120]
GROUP = "naive"

type Sender = Callable[[int], Awaitable[None]]


async def on_command(send: Sender, entries: int) -> None:
    """Wait for a line, then send one entry after the other."""
    say("READY")
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
    say(time.monotonic())
    for number in range(1, entries + 1):
        await send(number)
    await asyncio.Event().wait()


def message(number: int) -> str:
    """An entry as the room serialises it."""
    at = "2026-11-22T01:20:03.512+00:00"
    head = {"seq": number, "kind": "remark", "author_kind": "host", "audience": "public", "at": at}
    return json.dumps({**head, "body": {"text": TEXT}}, ensure_ascii=False, separators=(",", ":"))


async def serve_bare(port: int, entries: int) -> None:
    """`websockets` alone: broadcast to everybody who is connected."""
    from websockets.asyncio.server import broadcast, serve

    async def hold(connection: Any) -> None:
        await connection.wait_closed()

    async def send(number: int) -> None:
        broadcast(server.connections, message(number))
        await asyncio.sleep(0)

    async with serve(hold, "127.0.0.1", port, compression=None) as server:
        await on_command(send, entries)


async def serve_naive(port: int, entries: int) -> None:
    """The consumer of every Channels tutorial: each socket in the group, the message through the layer."""
    from channels.generic.websocket import AsyncWebsocketConsumer
    from channels.layers import get_channel_layer

    relayed = 0
    sockets: set[Any] = set()
    all_relayed = asyncio.Event()

    class Relay(AsyncWebsocketConsumer):
        async def connect(self) -> None:
            await self.channel_layer.group_add(GROUP, self.channel_name)
            sockets.add(self)
            await self.accept()

        async def chat_message(self, event: dict[str, Any]) -> None:
            nonlocal relayed
            await self.send(text_data=event["text"])
            relayed += 1
            if relayed % len(sockets) == 0:
                all_relayed.set()

    async def send(number: int) -> None:
        # One after the other: the layer drops what comes faster than it is relayed.
        all_relayed.clear()
        await get_channel_layer().group_send(GROUP, {"type": "chat.message", "text": message(number)})
        await all_relayed.wait()

    await run_uvicorn(Relay.as_asgi(), port, lambda: on_command(send, entries))


async def serve_fan_out(port: int, entries: int) -> None:
    """Our room, from an entry in memory to the sockets: what the two above do as well."""
    from interaction.rooms import joining, reader
    from interaction.rooms.reading import News
    from interaction.rooms.shelf import Line

    room = await prepared_room()

    async def send(number: int) -> None:
        own = joining._own_sessions()[room.pk].reader
        line = Line(number, "public", message(number), "")
        own._take(News(room.epoch, number, number - 1, [line]))
        await own._serve_all()
        await asyncio.sleep(0)

    # The database knows nothing of these entries: nobody may look there.
    reader.Reader.look = lambda _reader: None  # type: ignore[method-assign]
    await serve_rooms(port, lambda: on_command(send, entries))


async def serve_room(port: int, entries: int) -> None:
    """Our room as it is used, from the action that writes an entry into the database to the sockets."""
    from asgiref.sync import sync_to_async

    from interaction.rooms.actions import append_entry

    room = await prepared_room()
    write = sync_to_async(append_entry)

    async def send(_number: int) -> None:
        await write(room, "remark", {"text": TEXT}, author_kind="host")

    await serve_rooms(port, lambda: on_command(send, entries))


async def prepared_room() -> Any:
    """A new room, whose number the crowd is told."""
    from asgiref.sync import sync_to_async

    from tests.benchmarks.rooms import fresh_room

    room = await sync_to_async(fresh_room)()
    say(room.pk)
    return room


async def serve_rooms(port: int, then: Callable[[], Awaitable[None]]) -> None:
    """Serve the rooms alone."""
    from channels.routing import URLRouter

    from interaction.rooms.routing import websocket_urlpatterns

    await run_uvicorn(URLRouter(websocket_urlpatterns), port, then)


async def run_uvicorn(application: Any, port: int, then: Callable[[], Awaitable[None]]) -> None:
    """Serve an application as `docs/deploy.md` does, and do something beside it."""
    import uvicorn

    config = uvicorn.Config(
        application, port=port, lifespan="off", ws_per_message_deflate=False, log_level="warning"
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.05)
    await asyncio.gather(serving, then())


SERVERS = {"bare": serve_bare, "naive": serve_naive, "fan_out": serve_fan_out, "room": serve_room}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("way", choices=SERVERS)
    parser.add_argument("--port", type=int)
    parser.add_argument("--entries", type=int)
    parser.add_argument("--core", type=int)
    options = parser.parse_args()
    os.sched_setaffinity(0, {options.core})
    import django
    import uvloop

    django.setup()
    uvloop.run(SERVERS[options.way](options.port, options.entries))


if __name__ == "__main__":
    main()
