"""Many write at once: the row lock gives each its place, on SQLite and on PostgreSQL."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from interaction.rooms.actions import Outrun, append_entry
from interaction.rooms.models import Entry, Room

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS, EACH = 8, 10


def at_once(act: Callable[[int], object], people: int) -> list[object]:
    """Let everybody act at the same moment, each over a connection of their own."""
    barrier = Barrier(people)

    def run(number: int) -> object:
        barrier.wait()
        try:
            return act(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(people) as pool:
        return list(pool.map(run, range(people)))


def test_everybody_gets_a_place_and_each_keeps_their_order(room: Room) -> None:
    def write(writer: int) -> None:
        for number in range(EACH):
            append_entry(room, "remark", {"n": number}, author_key=str(writer))

    at_once(write, WRITERS)
    entries = list(Entry.objects.filter(room=room).order_by("seq"))
    assert [entry.seq for entry in entries] == list(range(1, WRITERS * EACH + 1))
    for writer in range(WRITERS):
        own = [entry.body["n"] for entry in entries if entry.author_key == str(writer)]
        assert own == list(range(EACH))
    room.refresh_from_db()
    assert room.last_seq == WRITERS * EACH


def test_one_sending_from_two_tabs_is_written_once(room: Room) -> None:
    client_id = uuid.uuid4()
    written = at_once(
        lambda _tab: append_entry(room, "remark", {}, author_key="a", client_id=client_id).pk, WRITERS
    )
    assert len(set(written)) == 1
    assert Entry.objects.filter(room=room).count() == 1


def test_of_two_answers_to_one_question_only_the_first_is_taken(room: Room) -> None:
    def answer(person: int) -> str:
        try:
            append_entry(room, "answer", {}, author_key=str(person), seen_seq=0, outrun_by=("answer",))
        except Outrun as outrun:
            return f"outrun by {len(outrun.missing)}"
        return "taken"

    assert sorted(at_once(answer, WRITERS)) == ["outrun by 1"] * (WRITERS - 1) + ["taken"]


def test_whoever_reads_the_last_place_can_read_everything_up_to_it(room: Room) -> None:
    """Commit order is the order of `seq`: a reader that stands at n never finds something below it later."""

    def write(_writer: int) -> None:
        for _number in range(EACH):
            append_entry(room, "remark", {})

    def read(_reader: int) -> list[tuple[int, int]]:
        seen = []
        while not seen or seen[-1][0] < (WRITERS - 1) * EACH:
            last_seq = Room.objects.values_list("last_seq", flat=True).get(pk=room.pk)
            seen.append((last_seq, Entry.objects.filter(room=room, seq__lte=last_seq).count()))
        return seen

    results = at_once(lambda number: read(number) if number == 0 else write(number), WRITERS)
    for last_seq, count in results[0]:
        assert count == last_seq
