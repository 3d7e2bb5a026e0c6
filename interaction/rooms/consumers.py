"""The door of a live room: lets a socket in, hears where it is, and leaves everything else to the reader."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from interaction.rooms import joining
from interaction.rooms.admission import admit, session_key_in
from interaction.rooms.followers import Follower, Send
from interaction.rooms.reader import NO_ROOM, NoRoom, Reader
from interaction.rooms.reading import at_door
from interaction.rooms.serialising import write_json

type Receive = Callable[[], Awaitable[dict[str, Any]]]

INVALID = 4400


class Invalid(Exception):
    """The client does not speak the protocol of docs/rooms.md."""


async def follow_room(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Serve one socket, from its handshake to its end."""
    await receive()
    room_id = scope["url_route"]["kwargs"]["room_id"]
    admission = await at_door(admit, room_id, session_key_in(scope["headers"]))
    await send({"type": "websocket.accept"})
    if admission is None:
        await _refuse(send, "no_room", NO_ROOM)
        return
    follower = Follower(send, admission.audience, admission.user_id, admission.name)
    try:
        reader = await joining.join(room_id, follower)
        await _serve(reader, follower, receive)
    except NoRoom:
        await _refuse(send, "no_room", NO_ROOM)
    except Invalid:
        await _refuse(send, "invalid", INVALID)
    finally:
        joining.leave(room_id, follower)


async def _serve(reader: Reader, follower: Follower, receive: Receive) -> None:
    """Hear a socket until it goes or the reader ends it."""
    try:
        async with asyncio.timeout(None) as follower.limit:
            while follower.is_open and (event := await receive())["type"] == "websocket.receive":
                await _hear(reader, follower, event.get("text") or "")
    except TimeoutError:
        if follower.is_open:
            raise
    if follower.close_code == NO_ROOM:
        await _refuse(follower.send, "no_room", NO_ROOM)


async def _hear(reader: Reader, follower: Follower, text: str) -> None:
    match _parse(text):
        case {"type": "resume", "epoch": str(epoch), "after": int(after)} if after >= 0:
            await reader.resume(follower, epoch, after)
        case {"type": "typing"}:
            await reader.typing(follower)
        case _:
            raise Invalid


def _parse(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise Invalid from None


async def _refuse(send: Send, code: str, close_code: int) -> None:
    await send({"type": "websocket.send", "text": write_json({"type": "error", "code": code, "message": ""})})
    await send({"type": "websocket.close", "code": close_code})


async def refuse_socket(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Turn away a socket for an address that there is not."""
    await receive()
    await send({"type": "websocket.close"})
