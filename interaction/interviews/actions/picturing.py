"""Pictures of the live text: scaled, described, rid of the place where they were taken."""

import uuid
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.images.models import Image
from wagtail.models import Collection

from interaction.interviews.actions.speaking import name_of_host
from interaction.interviews.actions.stage import (
    lock_interview,
    refuse_off_air,
    room_of,
    sent_before,
    speaking_modes,
)
from interaction.interviews.entries import PICTURE
from interaction.interviews.models import Interview, InterviewPicture
from interaction.interviews.permissions import Duty, require_duty
from interaction.moderation.texts import clean_public_text
from interaction.rooms.actions import append_entry
from interaction.rooms.models import Audience, Entry
from portal.accounts.models import User
from portal.base import audit
from portal.base.errors import Invalid
from portal.base.uploads import judge_upload, without_location

COLLECTION = "在线访谈"
RENDITION = "max-1280x1280"
ALT_MAX = 200


def show_picture(
    interview: Interview, by: User, file: UploadedFile, alt: str, *, client_id: uuid.UUID
) -> Entry:
    """Put a picture into the live text, rid of the place where it was taken.

    Raises:
        Invalid: it is no picture, or nothing says what it shows.
        Conflict: the interview is not live.
    """
    duties = require_duty(by, interview, Duty.HOST, Duty.RECORDER)
    if sent := sent_before(interview, by, client_id):
        return sent
    refuse_off_air(interview, duties)
    alt = clean_public_text(alt, ALT_MAX, field="alt")
    # Scaled before anything is locked: nobody waits for a camera's twenty million pixels.
    image = _store_image(file, alt, by)
    try:
        entry, is_new = _write_picture(interview, by, image, alt, client_id)
    except BaseException:
        image.delete()
        raise
    if not is_new:
        image.delete()
    return entry


def forget_picture(interview: Interview, url: str) -> None:
    """Delete the files of a picture that was taken back, wherever it is shown."""
    for picture in interview.pictures.select_related("image"):
        if picture.image.get_rendition(RENDITION).url == url:
            picture.delete()
            picture.image.delete()


def _store_image(file: UploadedFile, alt: str, by: User) -> Image:
    kind = judge_upload(file.name or "", file, file.size or 0)
    if not kind.is_picture:
        raise Invalid(_("Please choose a picture (JPEG, PNG or WebP)."), field="image")
    collection = Collection.objects.filter(name=COLLECTION).first()
    if collection is None:
        collection = Collection.get_first_root_node().add_child(name=COLLECTION)
    image: Image = Image.objects.create(
        title=alt,
        description=alt,
        file=without_location(file, file.name or ""),
        collection=collection,
        uploaded_by_user=by,
    )
    image.get_rendition(RENDITION)
    return image


@transaction.atomic
def _write_picture(
    interview: Interview, by: User, image: Image, alt: str, client_id: uuid.UUID
) -> tuple[Entry, bool]:
    locked = lock_interview(interview)
    duties = require_duty(by, locked, Duty.HOST, Duty.RECORDER)
    if sent := sent_before(locked, by, client_id):
        return sent, False
    refuse_off_air(locked, duties)
    picture = InterviewPicture.objects.create(interview=locked, image=image, alt=alt)
    shown = image.get_rendition(RENDITION)
    body: dict[str, Any] = {
        "url": shown.url,
        "width": shown.width,
        "height": shown.height,
        "alt": alt,
        "by": name_of_host(locked, by, duties),
    }
    entry: Entry = append_entry(
        room_of(locked),
        PICTURE,
        body,
        audience=Audience.PUBLIC,
        author_kind=Entry.AuthorKind.HOST,
        author=by,
        client_id=client_id,
        modes=speaking_modes(duties),
    )
    audit.record("picture.shown", picture, actor=by, site=locked.site, seq=entry.seq)
    return entry, True
