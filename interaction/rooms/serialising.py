"""Entries as every screen gets them, by socket and by HTTP alike (docs/rooms.md)."""

import json
from typing import Any

from interaction.rooms.models import Audience, Entry, Room


def entry_json(entry: Entry, audience: str = Audience.PUBLIC) -> dict[str, Any]:
    """One entry; a redacted one keeps its place and loses its words. Senders' ids are for staff only."""
    data: dict[str, Any] = {
        "seq": entry.seq,
        "kind": entry.kind,
        "author_kind": entry.author_kind,
        "audience": entry.audience,
        "at": entry.created_at.isoformat(timespec="milliseconds"),
        "body": entry.body,
    }
    if hasattr(entry, "redaction"):
        data |= {"body": {}, "redacted": True}
    if audience != Audience.PUBLIC:
        data["client_id"] = str(entry.client_id)
    return data


def entries_json(room: Room, audience: str, after: int = 0, upto: int | None = None) -> list[dict[str, Any]]:
    """What a viewer of an audience sees of a room after one place in it, up to another."""
    entries = room.entries.with_redactions().after(after).seen_by(audience)
    if upto is not None:
        entries = entries.filter(seq__lte=upto)
    return [entry_json(entry, audience) for entry in entries]


def write_json(data: Any) -> str:
    """JSON as it goes over the line: no spaces, Chinese as it is."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))
