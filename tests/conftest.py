"""What every test shares."""

import os

import pytest
from django.conf import settings


def pytest_configure(config: pytest.Config) -> None:
    """Give each parallel test process a Redis database of its own, counted down from the one in REDIS_URL."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    if not settings.REDIS_URL or worker == "0":
        return
    server, _, number = settings.REDIS_URL.rpartition("/")
    url = f"{server}/{int(number) - int(worker)}"
    settings.CACHES["default"]["LOCATION"] = url
    settings.CHANNEL_LAYERS["default"]["CONFIG"]["hosts"][0]["address"] = url
