"""Adding files to a case."""

import mimetypes
from collections.abc import Iterable

from django.core.files.base import File
from django.utils.translation import gettext as _

from interaction.cases.models import Attachment, Case, Reply, Supplement
from interaction.cases.rules import FILES_MAX
from portal.accounts.models import User
from portal.base.errors import Invalid


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

    Raises:
        Invalid: there are too many.
    """
    files = list(files)
    if len(files) > FILES_MAX:
        raise Invalid(_("Please add at most %(most)d files.") % {"most": FILES_MAX}, field="files")
    return [
        Attachment.objects.create(
            case=case,
            supplement=supplement,
            reply=reply,
            added_by=by,
            is_internal=is_internal,
            file=file,
            name=(file.name or "")[-150:],
            media_type=mimetypes.guess_type(file.name or "")[0] or "application/octet-stream",
            size=file.size,
        )
        for file in files
    ]


def share_files(files: Iterable[Attachment], copy: Reply) -> None:
    """Give the files of a reply to its copy in a merged case; the stored files are the same."""
    for file in files:
        file.pk, file._state.adding = None, True
        file.case, file.reply = copy.case, copy
        file.save()
