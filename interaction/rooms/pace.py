"""How often a room looks around. One setting, from which every other interval is taken."""

from django.conf import settings


def heartbeat() -> float:
    """Seconds between heartbeats; a socket without a frame for 2.5 of them is dead to its client."""
    return float(settings.ROOMS_HEARTBEAT_SECONDS)


def tick() -> float:
    """Seconds between two looks at what waits to be told."""
    return heartbeat() / 10


# In ticks: how often the database is asked whether a poke was lost, and how rarely hints go out;
# at `DOOR` staff are asked again whether they may be here.
LOOK = 2
COUNTS = 2
TYPING = 2
READERS = 3
HEARTBEAT = 10
DOOR = 30

# In heartbeats: when another process is taken for gone, and when a socket that takes nothing is closed.
GONE = 3
STALLED = 3
