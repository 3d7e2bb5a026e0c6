"""Numbers that are for staff reach nobody else."""

import pytest
from asgiref.sync import sync_to_async

from interaction.rooms.counting import tell_counts, tell_staff_counts
from interaction.rooms.models import Room
from portal.accounts.models import User

from .conftest import opened
from .test_sockets import signed_in

pytestmark = pytest.mark.django_db(transaction=True)


async def test_numbers_for_staff_reach_staff_only(room: Room, clerk: User) -> None:
    session = await sync_to_async(signed_in)(clerk)
    async with opened(room.pk, session) as desk, opened(room.pk) as citizen:
        for screen in (desk, citizen):
            await screen.resume()
            await screen.hear_of("heartbeat")
        await sync_to_async(tell_staff_counts)(room.pk, {"draft:7:2": 1})
        await sync_to_async(tell_staff_counts)(room.pk, {"draft:7:2": 2, "draft:0:3": 1})
        heard: dict[str, int] = {}
        while heard != {"draft:7:2": 2, "draft:0:3": 1}:
            heard |= (await desk.hear_of("counts"))["counts"]
        # What everybody is told comes later: had the citizen been told, it would have been before this.
        await sync_to_async(tell_counts)(room.pk, {"question:7": 1})
        assert (await citizen.hear_of("counts"))["counts"] == {"question:7": 1}
        assert "draft" not in str(citizen.frames)
