"""A database that servers, writer and test share."""

from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.interaction.rooms.chaos.database import copied_database


@pytest.fixture(scope="session")
def shared_database(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A copy of the test database, made before the first test that writes."""
    with django_db_blocker.unblock(), copied_database(tmp_path_factory.mktemp("database")) as url:
        yield url
