"""Adding files to a case."""

import secrets
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import IO, cast

from django.core.files.base import File
from django.utils.translation import gettext as _

from interaction.cases.models import Attachment, Case, Reply, Supplement
from interaction.cases.rules import FILES_MAX
from portal.accounts.models import User
from portal.base.errors import Invalid
from portal.base.uploads import UploadKind, clean_upload_name, judge_upload, without_location


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
    return [
        _store(
            file,
            kind,
            Attachment(case=case, supplement=supplement, reply=reply, added_by=by, is_internal=is_internal),
        )
        for file, kind in judged
    ]


def share_files(files: Iterable[Attachment], copy: Reply) -> None:
    """Give the files of a reply to its copy in a merged case; the stored files are the same."""
    for file in files:
        file.pk, file._state.adding = None, True
        file.case, file.reply = copy.case, copy
        file.save()


def _judge(file: File) -> UploadKind:
    try:
        return judge_upload(file.name or "", cast("IO[bytes]", file), file.size)
    except Invalid as refusal:
        message = f"{clean_upload_name(file.name or '')}: {refusal.message}"
        raise Invalid(message, field="files", code=refusal.code) from None


def _store(file: File, kind: UploadKind, attachment: Attachment) -> Attachment:
    attachment.name, attachment.media_type = clean_upload_name(file.name or ""), kind.content_type
    kept = without_location(cast("IO[bytes]", file), attachment.name) if kind.is_picture else file
    attachment.size = kept.size
    ending = PurePosixPath(attachment.name).suffix
    attachment.file.save(f"{secrets.token_hex(16)}{ending}", kept, save=False)
    attachment.save()
    return attachment
