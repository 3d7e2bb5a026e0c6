"""Files that only some may read: kept apart from the public media, handed out one by one."""

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage
from django.http import FileResponse, Http404

from portal.base.uploads import clean_upload_name


class PrivateStorage(FileSystemStorage):
    """Files under `PRIVATE_MEDIA_ROOT`, readable by the portal's own user; none has an address."""

    def __init__(self) -> None:
        super().__init__(
            location=settings.PRIVATE_MEDIA_ROOT,
            file_permissions_mode=0o600,
            directory_permissions_mode=0o700,
        )

    def url(self, name: str | None) -> str:
        """Refuse: whoever may read the file gets it from `serve_privately`.

        Raises:
            ValueError: always.
        """
        raise ValueError("A private file has no address.")


def serve_privately(file: File, name: str) -> FileResponse:
    """Hand out one file as a download under a clean name, to be kept by no cache and shown by no browser.

    Whoever calls has made sure that the reader may read it.

    Raises:
        Http404: the file is gone from the storage.
    """
    try:
        opened = file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(
        opened,
        as_attachment=True,
        filename=clean_upload_name(name),
        content_type="application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "sandbox"
    return response
