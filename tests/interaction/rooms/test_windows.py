"""The log by HTTP: addresses and answers that are the same for a whole crowd."""

from collections.abc import Callable

import pytest
from django.test import Client

from interaction.rooms.actions import redact_entry
from interaction.rooms.models import Audience, Entry, Room
from portal.accounts.models import User
from portal.base.models import Department

pytestmark = pytest.mark.django_db

type Write = Callable[..., Entry]


def address(room: Room, number: int) -> str:
    return f"/rooms/{room.pk}/{room.epoch}/{number}/"


def test_a_room_says_where_it_is(client: Client, room: Room, write: Write) -> None:
    write()
    response = client.get(f"/rooms/{room.pk}/")
    assert response.json() == {"epoch": room.epoch, "last_seq": 1, "mode": "open", "window": 50}
    assert response.headers["Cache-Control"] == "public, max-age=1"


def test_a_complete_window_is_kept_for_ever_and_the_growing_one_for_a_second(
    client: Client, room: Room, write: Write
) -> None:
    for number in range(60):
        write(str(number))
    complete, growing = client.get(address(room, 0)), client.get(address(room, 1))
    assert complete.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert growing.headers["Cache-Control"] == "public, max-age=1"
    assert [entry["seq"] for entry in complete.json()["entries"]] == list(range(1, 51))
    data = growing.json()
    assert (data["after"], data["upto"], data["last_seq"]) == (50, 60, 60)
    assert [entry["body"]["text"] for entry in data["entries"]] == [str(number) for number in range(50, 60)]


def test_a_window_is_the_same_for_everybody(
    client: Client, room: Room, write: Write, clerk: User, django_assert_num_queries: Callable
) -> None:
    write()
    client.force_login(clerk)
    client.get(address(room, 0))
    # The room and its entries; who is asking is not looked at.
    with django_assert_num_queries(2):
        response = client.get(address(room, 0), headers={"accept-language": "en"})
    assert "Vary" not in response.headers
    assert not response.cookies


def test_a_window_that_has_not_grown_is_not_sent_again(client: Client, room: Room, write: Write) -> None:
    write()
    etag = client.get(address(room, 0)).headers["ETag"]
    response = client.get(address(room, 0), headers={"if-none-match": etag})
    assert response.status_code == 304
    assert response.headers["Cache-Control"] == "public, max-age=1"
    assert "Vary" not in response.headers
    write()
    assert client.get(address(room, 0), headers={"if-none-match": etag}).status_code == 200


def test_hidden_entries_leave_no_gap(client: Client, room: Room, write: Write) -> None:
    write("公开")
    write("内部", Audience.STAFF)
    write("台上", Audience.HOST)
    data = client.get(address(room, 0)).json()
    assert (data["upto"], data["last_seq"]) == (3, 3)
    assert [entry["seq"] for entry in data["entries"]] == [1]


def test_staff_see_theirs_by_the_same_address_and_nobody_keeps_it(
    client: Client, room: Room, write: Write, clerk: User
) -> None:
    entry = write("内部", Audience.STAFF)
    write("台上", Audience.HOST)
    client.force_login(clerk)
    response = client.get(address(room, 0), {"audience": "mine"})
    assert [found["client_id"] for found in response.json()["entries"]] == [str(entry.client_id)]
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "Cookie" in response.headers["Vary"]


def test_an_old_epoch_is_gone_and_the_answer_names_the_new_one(
    client: Client, room: Room, write: Write, clerk: User
) -> None:
    entry = write("不该公开的话")
    redact_entry(entry, "含个人信息", by=clerk)
    response = client.get(address(room, 0))
    room.refresh_from_db()
    assert response.status_code == 410
    assert response.json()["epoch"] == room.epoch
    (redacted, redaction) = client.get(address(room, 0)).json()["entries"]
    assert redacted["redacted"] is True
    assert redacted["body"] == {}
    assert redaction["body"] == {"seq": 1}


def test_there_is_nothing_ahead_of_the_log(client: Client, room: Room, write: Write) -> None:
    write()
    assert client.get(address(room, 1)).status_code == 404


def test_the_window_after_a_full_one_is_empty_and_grows(client: Client, room: Room, write: Write) -> None:
    for _number in range(50):
        write()
    response = client.get(address(room, 1))
    assert response.json()["entries"] == []
    assert response.headers["Cache-Control"] == "public, max-age=1"


def test_who_may_not_look_finds_nothing(client: Client, room: Room, department: Department) -> None:
    department.name = "保密局"
    department.save()
    assert client.get(f"/rooms/{room.pk}/").status_code == 404
    assert client.get(address(room, 0)).status_code == 404
    assert client.get(f"/rooms/{room.pk}999/").status_code == 404


def test_a_room_is_only_read(client: Client, room: Room) -> None:
    assert client.post(f"/rooms/{room.pk}/").status_code == 405
