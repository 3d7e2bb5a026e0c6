"""Files on their way: judged and kept privately between two pages of a form.

No form can fill a file field again, so a file is kept as soon as it comes, and the next page names it by
a token. The session alone knows which tokens are the visitor's; what is not sent is deleted.
"""

import secrets
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from django.core.files.base import File
from django.core.files.storage import storages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from interaction.cases.rules import FILES_MAX
from portal.base.errors import Invalid, Refused
from portal.base.throttling import Limit, count_try
from portal.base.uploads import clean_upload_name, judge_upload

KEPT_FOR = timedelta(hours=2)
# Whoever fills the disk must come from many addresses.
FROM_ADDRESS = Limit("files-address", tries=100, seconds=600)
_FOLDER = "drafts"
_KEY = "cases.files"


@dataclass(frozen=True)
class KeptFile:
    """One file that was judged and waits to be sent."""

    token: str
    name: str
    size: int
    until: float

    @property
    def path(self) -> str:
        """Where it lies in the private storage."""
        return f"{_FOLDER}/{self.token}"


type Kept = list[KeptFile]


def keep_files(request: HttpRequest, files: Iterable[Any], tokens: Iterable[str]) -> tuple[Kept, list[str]]:
    """Judge new files and keep the good ones beside those that `tokens` name.

    Gives what is kept now, and for each file that is not taken the reason in words.
    """
    kept: Kept = []
    problems: list[str] = []
    for own in kept_files(request, tokens):
        if storages["private"].exists(own.path):
            kept.append(own)
        else:
            problems.append(_("%(name)s is not here any more. Please choose it again.") % {"name": own.name})
    for file in files:
        try:
            kept.append(_keep(request, file, beside=len(kept)))
        except Refused as refusal:
            words = {"name": file.name, "why": refusal.message}
            problems.append(_("%(name)s was not added. %(why)s") % words)
    return kept, problems


def kept_files(request: HttpRequest, tokens: Iterable[str]) -> Kept:
    """The visitor's own files that the tokens name and whose time is not over."""
    own: dict[str, Any] = request.session.get(_KEY, {})
    now = timezone.now().timestamp()
    found = [KeptFile(**own[token]) for token in dict.fromkeys(tokens) if token in own]
    return [file for file in found if file.until > now]


@contextmanager
def opened(kept: Kept) -> Iterator[list[File]]:
    """The files with their names, as actions take them."""
    with ExitStack() as stack:
        streams = [(stack.enter_context(storages["private"].open(file.path)), file.name) for file in kept]
        yield [File(stream, name=name) for stream, name in streams]


def forget_files(request: HttpRequest, kept: Kept) -> None:
    """Delete what was sent or is not wanted any more."""
    own: dict[str, Any] = request.session.get(_KEY, {})
    for file in kept:
        own.pop(file.token, None)
        storages["private"].delete(file.path)
    request.session[_KEY] = own


def delete_stale_files() -> int:
    """Delete what nobody sent in time; tells how many."""
    storage, oldest = storages["private"], timezone.now() - KEPT_FOR
    try:
        _folders, names = storage.listdir(_FOLDER)
    except FileNotFoundError:
        return 0
    stale = [name for name in names if storage.get_modified_time(f"{_FOLDER}/{name}") < oldest]
    for name in stale:
        storage.delete(f"{_FOLDER}/{name}")
    return len(stale)


def _keep(request: HttpRequest, file: Any, beside: int) -> KeptFile:
    if beside >= FILES_MAX:
        raise Invalid(_("At most %(most)d files can be added.") % {"most": FILES_MAX})
    count_try(FROM_ADDRESS, str(request.META.get("REMOTE_ADDR", "")))
    judge_upload(file.name, file, file.size)
    until = (timezone.now() + KEPT_FOR).timestamp()
    kept = KeptFile(secrets.token_hex(16), clean_upload_name(file.name), file.size, until)
    storages["private"].save(kept.path, file)
    request.session[_KEY] = request.session.get(_KEY, {}) | {kept.token: asdict(kept)}
    return kept
