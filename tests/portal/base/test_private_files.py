"""Private files: no address, nobody else's eyes, no cache; and logs that hold nobody's numbers."""

import io
import logging
import logging.config
import stat
from pathlib import Path

import pytest
from django.conf import settings as project
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db.models.fields.files import FieldFile, FileField
from django.http import Http404
from pytest_django.fixtures import Settings

from portal.base.checks import check_private_files_are_apart
from portal.base.private_files import PrivateStorage, serve_privately
from portal.settings import base

PHONE, IDENTITY = "13805714423", "330106199003077758"


@pytest.fixture
def storage(settings: Settings, tmp_path: Path) -> PrivateStorage:
    settings.PRIVATE_MEDIA_ROOT = tmp_path / "private"
    return PrivateStorage()


def test_private_files_lie_apart_and_have_no_address(storage: PrivateStorage) -> None:
    name = storage.save("cases/a.txt", ContentFile(b"secret"))
    path = Path(storage.path(name))
    assert path.is_relative_to(project.PRIVATE_MEDIA_ROOT)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    with pytest.raises(ValueError, match="no address"):
        storage.url(name)


def test_the_portal_keeps_private_files_in_that_storage() -> None:
    assert base.STORAGES["private"] == {"BACKEND": "portal.base.private_files.PrivateStorage"}
    assert not base.PRIVATE_MEDIA_ROOT.is_relative_to(base.MEDIA_ROOT)


@pytest.mark.parametrize(
    ("place", "problems"), [("private", []), ("media", ["base.E002"]), ("media/../static/x", ["base.E002"])]
)
def test_public_place_for_private_files_is_refused(
    place: str, problems: list[str], settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT, settings.STATIC_ROOT = tmp_path / "media", tmp_path / "static"
    settings.PRIVATE_MEDIA_ROOT = tmp_path / place
    assert [problem.id for problem in check_private_files_are_apart(None)] == problems


def test_file_is_handed_out_as_a_download_that_nobody_keeps() -> None:
    stored = storages["private"].open(storages["private"].save("cases/x", ContentFile(b"<script>1</script>")))
    response = serve_privately(stored, "../照\u202e片.html")
    assert b"".join(response) == b"<script>1</script>"
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''%E7%85%A7%E7%89%87.html"
    assert response["Content-Type"] == "application/octet-stream"
    assert (response["X-Content-Type-Options"], response["Cache-Control"]) == ("nosniff", "private, no-store")


def test_logs_mask_numbers_in_messages_and_tracebacks() -> None:
    options = base.LOGGING["formatters"]["plain"]
    configurator = logging.config.DictConfigurator(base.LOGGING)
    formatter = configurator.configure_formatter(dict(options))
    handler = logging.StreamHandler(io.StringIO())
    handler.setFormatter(formatter)
    logger = logging.getLogger("portal.test")
    logger.addHandler(handler)
    try:
        {}[IDENTITY]
    except KeyError:
        logger.exception("No mail to %s about case %s", PHONE, "20260001")
    finally:
        logger.removeHandler(handler)
    text = handler.stream.getvalue()
    assert PHONE not in text
    assert IDENTITY not in text
    assert "ERROR portal.test: No mail to *********** about case 20260001" in text
    assert "KeyError: '******************'" in text


def test_a_file_that_is_gone_is_not_found(storage: PrivateStorage) -> None:
    name = storage.save("cases/a.txt", ContentFile(b"secret"))
    kept = FieldFile(None, FileField(storage=storage), name)
    storage.delete(name)
    with pytest.raises(Http404):
        serve_privately(kept, "a.txt")
