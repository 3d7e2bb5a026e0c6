"""What the processes of the chaos test run with; DATABASE_URL and REDIS_URL name the services."""

from portal.settings.test import *  # noqa: F403
from portal.settings.test import CHANNEL_LAYERS, REDIS_URL

ROOT_URLCONF = "tests.interaction.rooms.chaos.urls"
ROOMS_HEARTBEAT_SECONDS = 2
LAYER = "RoughRedisLayer" if REDIS_URL else "RoughMemoryLayer"
CHANNEL_LAYERS["default"]["BACKEND"] = f"tests.interaction.rooms.chaos.layers.{LAYER}"
