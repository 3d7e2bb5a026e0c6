"""Adding files to a case, and deleting those that no case has."""

import secrets
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import IO, cast

from django.core.files.base import File
from django.core.files.storage import Storage, storages
from django.utils.translation import gettext as _

from interaction.cases.models import Attachment, Case, Reply, Supplement
from interaction.cases.rules import FILES_MAX
from portal.accounts.models import User
from portal.base.errors import Invalid
from portal.base.uploads import UploadKind, clean_upload_name, judge_upload, without_location

# Younger ones may belong to a letter that is being accepted at this moment.
ORPHANED_AFTER = timedelta(days=1)
_FOLDER = "cases"


def attach_files(
    case: Case,
    files: Iterable[File],
    *,
    by: User | None = None,
    supplement: Supplement | None = None,
    reply: Reply | None = None,
    is_internal: bool = False,
) -> list[Attachment]:
    """Store files with a case; `by` is nobody where the citizen adds them.

    Where a picture was taken is not stored, and the stored path does not tell the file's name.

    Raises:
        Invalid: there are too many, or one of them cannot be taken (`judge_upload`).
    """
    files = list(files)
    if len(files) > FILES_MAX:
        raise Invalid(_("Please add at most %(most)d files.") % {"most": FILES_MAX}, field="files")
    # All are judged before the first is stored: what is refused leaves nothing behind.
    judged = [(file, _judge(file)) for file in files]
    new = [
        Attachment(case=case, supplement=supplement, reply=reply, added_by=by, is_internal=is_internal)
        for _file in judged
    ]
    try:
        for attachment, (file, kind) in zip(new, judged, strict=True):
            _store(file, kind, attachment)
    except BaseException:
        for attachment in new:
            if attachment.file.name:
                attachment.file.storage.delete(attachment.file.name)
        raise
    return new


def delete_orphaned_files(now: datetime) -> int:
    """Delete stored files that no case has, because what they came with was rolled back; tells how many."""
    storage, deleted = storages["private"], 0
    for folder, names in _folders(storage, _FOLDER):
        kept = set(Attachment.objects.filter(file__startswith=f"{folder}/").values_list("file", flat=True))
        for path in {f"{folder}/{name}" for name in names} - kept:
            if storage.get_modified_time(path) < now - ORPHANED_AFTER:
                storage.delete(path)
                deleted += 1
    return deleted


def share_files(files: Iterable[Attachment], copy: Reply) -> None:
    """Give the files of a reply to its copy in a merged case; the stored files are the same."""
    for file in files:
        file.pk, file._state.adding = None, True
        file.case, file.reply = copy.case, copy
        file.save()


def _folders(storage: Storage, folder: str) -> Iterator[tuple[str, list[str]]]:
    """Each folder with the names of its own files; what is not there holds none."""
    try:
        inner, names = storage.listdir(folder)
    except FileNotFoundError:
        return
    yield folder, names
    for name in inner:
        yield from _folders(storage, f"{folder}/{name}")


def _judge(file: File) -> UploadKind:
    try:
        return judge_upload(file.name or "", cast("IO[bytes]", file), file.size)
    except Invalid as refusal:
        message = f"{clean_upload_name(file.name or '')}: {refusal.message}"
        raise Invalid(message, field="files", code=refusal.code) from None


def _store(file: File, kind: UploadKind, attachment: Attachment) -> None:
    attachment.name, attachment.media_type = clean_upload_name(file.name or ""), kind.content_type
    kept = without_location(cast("IO[bytes]", file), attachment.name) if kind.is_picture else file
    attachment.size = kept.size
    ending = PurePosixPath(attachment.name).suffix
    attachment.file.save(f"{secrets.token_hex(16)}{ending}", kept, save=False)
    attachment.save()
