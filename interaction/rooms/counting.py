"""Numbers beside the log, such as votes: they are told, never kept; the next page load shows them anyway."""

from interaction.rooms.poking import tell_readers


def tell_counts(room_id: int, counts: dict[str, int]) -> None:
    """Tell all screens the newest values, by name ("question:12"); the readers of the room gather them."""
    tell_readers(room_id, {"type": "room.counts", "counts": counts})


def tell_staff_counts(room_id: int, counts: dict[str, int]) -> None:
    """Tell newest values to the screens of staff and hosts only; who comes later asks for them elsewhere."""
    tell_readers(room_id, {"type": "room.staff_counts", "counts": counts})
