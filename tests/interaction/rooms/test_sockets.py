"""The protocol over a socket, as a client meets it."""

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from asgiref.testing import ApplicationCommunicator
from channels.layers import get_channel_layer
from django.db import connections
from django.test import Client

from interaction.rooms import actions, joining, reading
from interaction.rooms.counting import tell_counts
from interaction.rooms.models import Audience, Entry, Room
from interaction.rooms.presence import readers_of
from interaction.rooms.shelf import KEPT, SPAN
from portal.accounts.models import User
from portal.base.models import Department

from .conftest import APPLICATION, opened

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

type Write = Callable[..., Entry]


def signed_in(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value


async def wipe(layer: Any) -> None:
    """Forget who is in which group, as a Redis does that is restarted."""
    if hasattr(layer, "groups"):
        layer.groups.clear()
    else:
        await layer.connection(0).flushdb()


async def members(layer: Any, room: Room) -> int:
    """How many channels are in the group of a room."""
    group = f"room.{room.pk}"
    if hasattr(layer, "groups"):
        return len(layer.groups.get(group, ()))
    return int(await layer.connection(0).zcard(f"asgi:group:{group}"))


def reader_of(room: Room) -> Any:
    return joining._own_sessions()[room.pk].reader


async def test_a_newcomer_gets_everything_and_then_what_comes(room: Room, write: Write) -> None:
    await sync_to_async(write)("一")
    async with opened(room.pk) as screen:
        await screen.resume()
        assert await screen.hear_until(1) == ["一"]
        assert screen.frames[0] == {"type": "reset", "epoch": room.epoch}
        await sync_to_async(write)("二")
        assert await screen.hear_until(2) == ["一", "二"]


async def test_who_knows_the_start_gets_only_the_rest(room: Room, write: Write) -> None:
    for text in "一二三":
        await sync_to_async(write)(text)
    async with opened(room.pk) as screen:
        screen.epoch, screen.cursor = room.epoch, 2
        await screen.resume()
        assert await screen.hear_until(3) == ["三"]
        assert [frame["type"] for frame in screen.frames] == ["entries"]


async def test_hidden_entries_move_the_cursor_and_leave_no_gap(room: Room, write: Write) -> None:
    async with opened(room.pk) as screen:
        await screen.resume()
        await screen.hear_of("heartbeat")
        await sync_to_async(write)("公开")
        await screen.hear_until(1)
        await sync_to_async(write)("内部", Audience.STAFF)
        assert await screen.hear_until(2) == ["公开"]
        assert screen.frames[-1]["entries"] == []


async def test_each_audience_sees_its_own_and_those_before(
    room: Room, write: Write, clerk: User, django_user_model: type[User]
) -> None:
    chief = await sync_to_async(django_user_model.objects.create_superuser)("chief", password="x" * 12)
    entry = await sync_to_async(write)("公开")
    await sync_to_async(write)("内部", Audience.STAFF)
    await sync_to_async(write)("台上", Audience.HOST)
    seen = {}
    for name, user in {"nobody": None, "clerk": clerk, "chief": chief}.items():
        key = await sync_to_async(signed_in)(user) if user else ""
        async with opened(room.pk, key) as screen:
            await screen.resume()
            seen[name] = await screen.hear_until(3)
            is_told_who_sent_it = screen.entries[0].get("client_id") == str(entry.client_id)
            assert is_told_who_sent_it == (user is not None)
    assert seen == {"nobody": ["公开"], "clerk": ["公开", "内部"], "chief": ["公开", "内部", "台上"]}


async def test_a_redaction_begins_a_new_epoch_without_the_words(
    room: Room, write: Write, clerk: User
) -> None:
    entry = await sync_to_async(write)("身份证号是……")
    async with opened(room.pk) as screen:
        await screen.resume()
        await screen.hear_until(1)
        await sync_to_async(actions.redact_entry)(entry, "含个人信息", by=clerk)
        await screen.hear_of("reset")
        assert await screen.hear_until(2) == ["", ""]
        assert screen.entries[0]["redacted"] is True
        assert "身份证" not in json.dumps(screen.entries, ensure_ascii=False)


async def test_an_old_epoch_or_a_place_ahead_begins_anew(room: Room, write: Write) -> None:
    await sync_to_async(write)("一")
    for epoch, after in (("0123456789abcdef", 1), (room.epoch, 7)):
        async with opened(room.pk) as screen:
            await screen.resume(epoch, after)
            assert (await screen.hear())["type"] == "reset"
            assert await screen.hear_until(1) == ["一"]


async def test_a_heartbeat_says_where_the_log_is(room: Room, write: Write) -> None:
    await sync_to_async(write)()
    async with opened(room.pk) as screen:
        await screen.resume(room.epoch, 1)
        for _beat in range(2):
            frame = await screen.hear_of("heartbeat")
            assert (frame["epoch"], frame["last_seq"], frame["readers"]) == (room.epoch, 1, 1)


async def test_a_lost_poke_costs_a_moment(room: Room, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(room.pk) as screen:
        await screen.resume()
        monkeypatch.setattr(actions, "poke", lambda _room_id, _seq: None)
        await sync_to_async(write)("没有人知道")
        assert await screen.hear_until(1) == ["没有人知道"]


async def test_a_layer_that_forgot_us_is_joined_again(room: Room, write: Write) -> None:
    async with opened(room.pk) as screen:
        await screen.resume()
        await screen.hear_of("heartbeat")
        await wipe(get_channel_layer())
        # The heartbeat of the clock, not the one that answers the resume.
        await screen.hear_of("heartbeat")
        tell = sync_to_async(tell_counts)
        await tell(room.pk, {"question:1": 3})
        assert (await screen.hear_of("counts"))["counts"] == {"question:1": 3}


async def test_a_layer_that_fails_stops_nothing(
    room: Room, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_arguments: Any) -> None:
        raise ConnectionError("no Redis")

    layer = get_channel_layer()
    for name in ("group_add", "group_send", "receive", "group_discard"):
        monkeypatch.setattr(layer, name, fail)
    async with opened(room.pk) as screen:
        await screen.resume()
        await sync_to_async(write)("一")
        assert await screen.hear_until(1) == ["一"]


async def test_a_burst_is_read_in_few_readings(
    room: Room, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    readings = []
    read = reading.read_lines

    def read_slowly(*place: int) -> Any:
        readings.append(place)
        time.sleep(0.1)
        return read(*place)

    monkeypatch.setattr(reading, "read_lines", read_slowly)
    async with opened(room.pk) as screen:
        await screen.resume()
        await screen.hear_of("heartbeat")

        def burst() -> None:
            for number in range(40):
                write(str(number))
            connections.close_all()

        await sync_to_async(burst, thread_sensitive=False)()
        assert await screen.hear_until(40) == [str(number) for number in range(40)]
    assert len(readings) < 10


async def test_many_who_come_back_share_the_readings(
    room: Room, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = KEPT + 2 * SPAN

    def fill() -> None:
        entries = [
            Entry(
                room=room,
                seq=seq,
                author_kind="system",
                audience="public",
                kind="remark",
                body={"text": str(seq)},
            )
            for seq in range(1, count + 1)
        ]
        Entry.objects.bulk_create(entries)
        Room.objects.filter(pk=room.pk).update(last_seq=count)

    await sync_to_async(fill)()
    readings = []
    read = reading.read_lines
    from interaction.rooms import history

    monkeypatch.setattr(history, "read_lines", lambda *place: readings.append(place) or read(*place))

    async def follow() -> None:
        async with opened(room.pk) as screen:
            await screen.resume(room.epoch, 0)
            assert await screen.hear_until(count) == [str(seq) for seq in range(1, count + 1)]

    async with opened(room.pk):
        await asyncio.gather(*(follow() for _reader in range(20)))
    # Two blocks lie before the newest lines, whoever asks.
    assert len(readings) == 2


async def test_one_that_takes_nothing_delays_nobody_and_is_closed(room: Room, write: Write) -> None:
    """The stalled socket's frame is never taken: its send waits for ever."""
    from interaction.rooms.consumers import follow_room

    taken: list[str] = []

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "websocket.send":
            taken.append(message["text"])
            await asyncio.Event().wait()

    incoming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    incoming.put_nowait({"type": "websocket.connect"})
    text = json.dumps({"type": "resume", "epoch": "", "after": 0})
    incoming.put_nowait({"type": "websocket.receive", "text": text})
    scope = {"url_route": {"kwargs": {"room_id": room.pk}}, "headers": []}
    stalled = asyncio.create_task(follow_room(scope, incoming.get, send))
    async with opened(room.pk) as screen:
        await screen.resume()
        for number in range(1, 31):
            await sync_to_async(write)(str(number))
            await screen.hear_until(number)
        await asyncio.wait_for(stalled, 10)
        assert len(taken) == 1
        assert len(reader_of(room).followers) == 1


async def test_the_number_of_readers_is_told_and_kept(room: Room) -> None:
    async with opened(room.pk) as first:
        await first.resume()
        async with opened(room.pk) as second:
            await second.resume()
            assert (await first.hear_of("readers"))["count"] >= 1
            while (await first.hear_of("heartbeat"))["readers"] != 2:
                pass
            assert await sync_to_async(readers_of)(room.pk) == 2


async def test_other_processes_are_counted_until_they_fall_silent(room: Room) -> None:
    async with opened(room.pk) as screen:
        await screen.resume()
        await screen.hear_of("heartbeat")
        message = {"type": "room.present", "reader": "another", "count": 40}
        await get_channel_layer().group_send(f"room.{room.pk}", message)
        async with asyncio.timeout(8):
            while (await screen.hear_of("readers"))["count"] != 41:
                pass
            while (await screen.hear_of("heartbeat"))["readers"] != 1:
                pass


async def test_counts_are_gathered_and_kept_for_those_who_come_later(room: Room) -> None:
    async with opened(room.pk) as screen:
        await screen.resume()
        await screen.hear_of("heartbeat")
        for votes in range(1, 6):
            await sync_to_async(tell_counts)(room.pk, {"question:1": votes})
        await sync_to_async(tell_counts)(room.pk, {"question:2": 9})
        counts: dict[str, int] = {}
        while counts != {"question:1": 5, "question:2": 9}:
            counts |= (await screen.hear_of("counts"))["counts"]
        assert len([frame for frame in screen.frames if frame["type"] == "counts"]) < 5
        async with opened(room.pk) as later:
            await later.resume()
            assert (await later.hear_of("counts"))["counts"] == counts


async def test_only_staff_are_told_who_types_and_not_of_themselves(
    room: Room, clerk: User, department: Department, django_user_model: type[User]
) -> None:
    colleague = await sync_to_async(django_user_model.objects.create_user)(
        "recorder", password="x" * 12, department=department
    )
    keys = [await sync_to_async(signed_in)(user) for user in (clerk, colleague)]
    async with (
        opened(room.pk, keys[0]) as typist,
        opened(room.pk, keys[1]) as other,
        opened(room.pk) as citizen,
    ):
        for screen in (typist, other, citizen):
            await screen.resume()
        await citizen.say({"type": "typing"})
        await typist.say({"type": "typing"})
        assert (await other.hear_of("typing"))["who"] == ["clerk"]
        for screen in (typist, citizen):
            await screen.hear_of("heartbeat")
            await screen.hear_of("heartbeat")
            assert "typing" not in [frame["type"] for frame in screen.frames]


@pytest.mark.parametrize(
    "text", ["", "x", "[]", '{"type":"resume"}', '{"type":"resume","epoch":"","after":-1}']
)
async def test_who_does_not_speak_the_protocol_is_shown_out(room: Room, text: str) -> None:
    async with opened(room.pk) as screen:
        await screen.say(text)
        assert (await screen.hear())["code"] == "invalid"
        assert (await screen.socket.receive_output(5))["code"] == 4400


async def test_who_may_not_look_is_shown_out(room: Room, department: Department) -> None:
    department.name = "保密局"
    await department.asave()
    for room_id in (room.pk, room.pk + 999):
        async with opened(room_id) as screen:
            assert (await screen.hear())["code"] == "no_room"
            assert (await screen.socket.receive_output(5))["code"] == 4404


async def test_crowd_is_shown_out_when_the_page_is_taken_down(room: Room, department: Department) -> None:
    async with opened(room.pk) as screen:
        await screen.resume()
        await screen.hear_of("heartbeat")
        department.name = "保密局"
        await department.asave()
        assert (await screen.hear_of("error"))["code"] == "no_room"
        await screen.socket.wait(10)


async def test_staff_whose_duty_has_ended_are_let_in_as_what_they_are(
    room: Room, write: Write, clerk: User
) -> None:
    key = await sync_to_async(signed_in)(clerk)
    async with opened(room.pk, key) as screen:
        await screen.resume()
        clerk.department = None
        await clerk.asave()
        await screen.socket.wait(10)
    await sync_to_async(write)("内部", Audience.STAFF)
    async with opened(room.pk, key) as screen:
        await screen.resume()
        assert await screen.hear_until(1) == []


async def test_there_is_no_other_address(room: Room) -> None:
    socket = ApplicationCommunicator(APPLICATION, {"type": "websocket", "path": "/ws/other/", "headers": []})
    await socket.send_input({"type": "websocket.connect"})
    assert await socket.receive_output(5) == {"type": "websocket.close"}


async def test_the_reader_ends_with_its_last_socket(room: Room) -> None:
    async with opened(room.pk) as first:
        await first.resume()
        async with opened(room.pk) as second:
            await second.resume()
        assert await members(get_channel_layer(), room) == 1
    assert room.pk not in joining._own_sessions()
    async with asyncio.timeout(5):
        while await members(get_channel_layer(), room):  # noqa: ASYNC110 - Redis has no event for it
            await asyncio.sleep(0.01)
