"""A process that writes into a room: `python -m tests.interaction.rooms.chaos.writer <seed> <entries>`.

It sets the stage and prints it as JSON, waits for a line, and prints each seq as it goes.
"""

import json
import random
import sys
import time
from typing import Any

import django

PAUSE_SECONDS = 0.08
LONG = "本市户籍年满八十周岁的老年人可以申领高龄津贴。" * 150


def tell(data: Any) -> None:
    """Say something to the test."""
    sys.stdout.write(json.dumps(data) + "\n")
    sys.stdout.flush()


def main(seed: int, entries: int) -> None:
    """Set the stage, write, take some of it back."""
    django.setup()

    from interaction.rooms.actions import append_entry, redact_entry
    from interaction.rooms.models import Audience
    from tests.interaction.rooms.chaos.stage import set_up_interview, sign_in

    chance = random.Random(seed)
    interview = set_up_interview("chaos")
    cookies = {audience: sign_in(interview, audience) for audience in Audience.values}
    tell({"room": interview.room_id, "cookies": cookies})
    sys.stdin.readline()
    room = interview.room
    for number in range(1, entries + 1):
        audience = chance.choice(Audience.values)
        text = LONG if chance.random() < 0.1 else f"entry {number}"
        entry = append_entry(room, "remark", {"text": text}, audience=audience, author_key="writer")
        if number in (entries // 3, 2 * entries // 3):
            redact_entry(entry, "chaos", by=None)
        tell(number)
        time.sleep(chance.random() * PAUSE_SECONDS)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
