"""The only code that writes into a room. Commit order is the order of `seq`; on commit, readers are poked."""

import uuid
from collections.abc import Collection
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _
from wagtail.models import Site

from interaction.rooms.models import Audience, Entry, Redaction, Room, new_epoch
from interaction.rooms.poking import poke
from portal.base import audit
from portal.base.errors import Conflict

TALKING = (Room.Mode.OPEN,)
ALL_MODES = tuple(Room.Mode)


class Outrun(Conflict):
    """Somebody was quicker: `missing` holds what the sender had not seen."""

    code = "outrun"

    def __init__(self, missing: list[Entry]) -> None:
        super().__init__(_("Something newer has come meanwhile. Your draft is kept."))
        self.missing = missing


def open_room(subject: Model, site: Site) -> Room:
    """The room of a subject, made at its first call."""
    from django.contrib.contenttypes.models import ContentType

    content_type = ContentType.objects.get_for_model(subject)
    room: Room
    room, _created = Room.objects.get_or_create(
        content_type=content_type, object_id=str(subject.pk), defaults={"site": site}
    )
    return room


def lock_room(room: Room) -> Room:
    """Read a room again under its row lock, which orders everything that is written into it."""
    locked: Room = Room.objects.select_for_update().get(pk=room.pk)
    return locked


@transaction.atomic
def append_entry(
    room: Room,
    kind: str,
    body: dict[str, Any],
    *,
    audience: str = Audience.PUBLIC,
    author_kind: str = Entry.AuthorKind.SYSTEM,
    author: Any = None,
    author_key: str = "",
    client_id: uuid.UUID | None = None,
    modes: Collection[str] = TALKING,
    seen_seq: int | None = None,
    outrun_by: Collection[str] = (),
) -> Entry:
    """Write the next entry of a room, or give back the one that was sent with the same `client_id`.

    `modes` are those in which the room takes it. With `seen_seq`, entries of the kinds `outrun_by` that
    came after it refuse the writing.

    Raises:
        Conflict: the room is in another mode (code "mode").
        Outrun: something that the sender should have seen came meanwhile.
    """
    locked = lock_room(room)
    key = author_key or (f"user:{author.pk}" if author is not None else "")
    if client_id is not None:
        sent = Entry.objects.filter(room=locked, author_key=key, client_id=client_id).first()
        if sent is not None:
            written: Entry = sent
            return written
    if locked.mode not in modes:
        raise Conflict(_("This conversation takes no entries now."), code="mode")
    if seen_seq is not None:
        missing = list(locked.entries.after(seen_seq).filter(kind__in=outrun_by))
        if missing:
            raise Outrun(missing)
    return _write(locked, room, kind, body, audience, author_kind, author, key, client_id or uuid.uuid4())


@transaction.atomic
def change_mode(room: Room, mode: str, *, by: Any = None) -> Room:
    """Open, pause or close a room; the change is an entry of kind "mode"."""
    locked = lock_room(room)
    if locked.mode != mode:
        locked.mode = mode
        locked.save(update_fields=["mode"])
        append_entry(locked, "mode", {"mode": mode}, author=by, modes=ALL_MODES)
    room.mode, room.last_seq = locked.mode, locked.last_seq
    return locked


@transaction.atomic
def redact_entry(entry: Entry, reason: str, *, by: Any) -> Redaction:
    """Take the words of an entry away from every reader, also from those who have read them.

    The room begins a new epoch: every screen reads everything anew, and no cached window is asked for again.

    Raises:
        Conflict: it was redacted before.
    """
    locked = lock_room(entry.room)
    if Redaction.objects.filter(entry=entry).exists():
        raise Conflict(_("This entry has already been taken back."))
    redaction: Redaction = Redaction.objects.create(entry=entry, reason=reason, by=by)
    locked.epoch = new_epoch()
    locked.save(update_fields=["epoch"])
    append_entry(
        locked,
        "redaction",
        {"seq": entry.seq},
        audience=entry.audience,
        author=by,
        author_kind=Entry.AuthorKind.STAFF,
        modes=ALL_MODES,
    )
    audit.record("entry.redacted", entry, actor=by, site=locked.site, room=locked.pk, reason=reason)
    return redaction


def _write(
    locked: Room,
    room: Room,
    kind: str,
    body: dict[str, Any],
    audience: str,
    author_kind: str,
    author: Any,
    author_key: str,
    client_id: uuid.UUID,
) -> Entry:
    locked.last_seq += 1
    locked.save(update_fields=["last_seq"])
    room.last_seq = locked.last_seq
    entry: Entry = Entry.objects.create(
        room=locked,
        seq=locked.last_seq,
        client_id=client_id,
        author_key=author_key,
        author_kind=author_kind,
        author=author,
        audience=audience,
        kind=kind,
        body=body,
    )
    transaction.on_commit(partial(poke, locked.pk, locked.last_seq))
    return entry
