"""What stands in a log: dense places, each sending once, by the mode of the room and by what was seen."""

import itertools
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import Site

from interaction.rooms.actions import (
    ALL_MODES,
    Outrun,
    append_entry,
    change_mode,
    open_room,
    redact_entry,
)
from interaction.rooms.models import Audience, Entry, Room
from interaction.rooms.serialising import entries_json
from portal.accounts.models import User
from portal.base.errors import Conflict
from portal.base.models import Department

pytestmark = pytest.mark.django_db

type Write = Callable[..., Entry]

AUTHORS = ["", "a" * 64, "b" * 64]
IDS = [uuid.UUID(int=number) for number in range(4)]
sendings = st.lists(
    st.tuples(st.sampled_from(AUTHORS), st.sampled_from(IDS), st.sampled_from(Audience.values)), max_size=25
)
patiently = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def another_room(site: Site) -> Room:
    name = uuid.uuid4().hex[:12]
    return open_room(Department.objects.create(site=site, name=name, name_en=name, slug=name), site)


@patiently
@given(sendings)
def test_places_are_dense_and_what_is_sent_twice_is_written_once(
    site: Site, sent: list[tuple[str, uuid.UUID, str]]
) -> None:
    room = another_room(site)
    answers = [
        append_entry(room, "remark", {"n": n}, author_key=key, client_id=client_id, audience=audience)
        for n, (key, client_id, audience) in enumerate(sent)
    ]
    first: dict[tuple[str, uuid.UUID], int] = {}
    for n, (key, client_id, _audience) in enumerate(sent):
        first.setdefault((key, client_id), n)
        assert answers[n].body == {"n": first[key, client_id]}
    written = list(room.entries.after(0))
    assert [entry.seq for entry in written] == list(range(1, len(first) + 1))
    assert [entry.body["n"] for entry in written] == list(first.values())
    room.refresh_from_db()
    assert room.last_seq == len(first)


@patiently
@given(sendings, st.data())
def test_windows_put_together_are_the_log_of_each_audience(
    site: Site, sent: list[tuple[str, uuid.UUID, str]], data: st.DataObject
) -> None:
    room = another_room(site)
    for key, _client_id, audience in sent:
        append_entry(room, "remark", {}, author_key=key, audience=audience)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(sent)))))
    for viewer in Audience.values:
        whole = entries_json(room, viewer)
        places = [0, *cuts, len(sent)]
        parts = [entries_json(room, viewer, a, b) for a, b in itertools.pairwise(places)]
        assert [entry for part in parts for entry in part] == whole
        ranks = list(Audience.values)
        expected = [n for n, (*_, shown) in enumerate(sent, 1) if ranks.index(shown) <= ranks.index(viewer)]
        assert [entry["seq"] for entry in whole] == expected


@pytest.mark.parametrize("mode", [Room.Mode.PAUSED, Room.Mode.CLOSED])
def test_a_room_takes_entries_in_its_modes_only(room: Room, write: Write, mode: str) -> None:
    change_mode(room, mode)
    with pytest.raises(Conflict) as refused:
        write()
    assert refused.value.code == "mode"
    assert write(modes=ALL_MODES).seq == 2
    change_mode(room, Room.Mode.OPEN)
    assert write().seq == 4


def test_what_was_sent_before_the_room_closed_is_still_acknowledged(room: Room, write: Write) -> None:
    client_id = uuid.uuid4()
    entry = write(client_id=client_id)
    change_mode(room, Room.Mode.CLOSED)
    assert write(client_id=client_id) == entry


def test_a_change_of_mode_is_an_entry_and_no_change_is_none(room: Room) -> None:
    change_mode(room, Room.Mode.OPEN)
    assert room.last_seq == 0
    change_mode(room, Room.Mode.PAUSED)
    (entry,) = room.entries.all()
    assert (entry.kind, entry.body) == ("mode", {"mode": "paused"})


def test_who_has_not_seen_what_matters_is_outrun(room: Room, write: Write) -> None:
    write("第一问")
    answer = append_entry(room, "answer", {"text": "我先答"}, audience=Audience.STAFF)
    with pytest.raises(Outrun) as outrun:
        write("我也答", seen_seq=1, outrun_by=("answer",))
    assert outrun.value.missing == [answer]
    assert outrun.value.status == 409
    assert room.entries.count() == 2
    assert write("我补充", seen_seq=2, outrun_by=("answer",)).seq == 3
    assert write("无关的不算", seen_seq=1, outrun_by=("picture",)).seq == 4


def test_what_was_sent_is_acknowledged_even_when_outrun_since(room: Room, write: Write) -> None:
    client_id = uuid.uuid4()
    sent = write(client_id=client_id, seen_seq=0, outrun_by=("remark",))
    write("后来的")
    assert write(client_id=client_id, seen_seq=0, outrun_by=("remark",)) == sent


def test_a_redaction_takes_the_words_from_every_reading(room: Room, write: Write, clerk: User) -> None:
    entry = write("某人的电话")
    epoch = room.epoch
    redact_entry(entry, "含个人信息", by=clerk)
    room.refresh_from_db()
    assert room.epoch != epoch
    for audience in Audience.values:
        redacted, redaction = entries_json(room, audience)
        assert (redacted["seq"], redacted["body"], redacted["redacted"]) == (1, {}, True)
        assert (redaction["kind"], redaction["body"]) == ("redaction", {"seq": 1})
    with pytest.raises(Conflict):
        redact_entry(entry, "再来一次", by=clerk)


def test_a_room_of_a_subject_is_made_once(room: Room, department: Department, site: Site) -> None:
    assert open_room(department, site) == room


def test_the_log_is_never_changed(room: Room, write: Write) -> None:
    entry = write()
    entry.body = {"text": "改"}
    attempts: list[Callable[[], Any]] = [
        entry.save,
        entry.delete,
        lambda: Entry.objects.update(kind="x"),
        Entry.objects.all().delete,
    ]
    for attempt in attempts:
        with pytest.raises(TypeError):
            attempt()
