"""A room is a log: whatever a live screen shows is an entry of it (DESIGN 4.2)."""

import secrets
import uuid
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.base.append_only import AppendOnly, AppendOnlyQuerySet
from portal.base.models import SiteScoped


class Audience(models.TextChoices):
    """Who may see an entry; each sees what those before it see as well."""

    PUBLIC = "public", _("everybody")
    STAFF = "staff", _("staff")
    HOST = "host", _("hosts")


def visible_audiences(audience: str) -> tuple[str, ...]:
    """The audiences whose entries a viewer of `audience` sees."""
    ranks = list(Audience.values)
    return tuple(ranks[: ranks.index(audience) + 1])


def new_epoch() -> str:
    """Name a new life of a room: whoever knows another epoch reads everything anew."""
    return secrets.token_hex(8)


class Room(SiteScoped):
    """One live log; `subject` is what it belongs to (an interview, a conversation)."""

    class Mode(models.TextChoices):
        """Whether it takes entries of the people in it."""

        OPEN = "open", _("open")
        PAUSED = "paused", _("paused")
        CLOSED = "closed", _("closed")

    epoch = models.CharField(max_length=16, default=new_epoch, editable=False)
    last_seq = models.PositiveBigIntegerField(default=0, editable=False)
    mode = models.CharField(_("mode"), max_length=20, choices=Mode, default=Mode.OPEN)
    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    object_id = models.CharField(max_length=40)
    subject = GenericForeignKey("content_type", "object_id")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=("content_type", "object_id"), name="room_one_per_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} ({self.mode})"


class EntryQuerySet(AppendOnlyQuerySet):
    """Readings of a room's log."""

    def after(self, seq: int) -> Self:
        """What was written after an entry, oldest first."""
        return self.filter(seq__gt=seq).order_by("seq")

    def seen_by(self, audience: str) -> Self:
        """What a viewer of an audience sees."""
        return self.filter(audience__in=visible_audiences(audience))

    def with_redactions(self) -> Self:
        """Bring along which of them were redacted, which everybody who shows a body must know."""
        return self.select_related("redaction")


class Entry(AppendOnly):
    """One line of a room's log; it is never changed: a correction is a new entry."""

    class AuthorKind(models.TextChoices):
        """Who speaks."""

        CITIZEN = "citizen", _("citizen")
        GUEST = "guest", _("guest")
        HOST = "host", _("host")
        STAFF = "staff", _("staff")
        BOT = "bot", _("chatbot")
        SYSTEM = "system", _("system")

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="entries")
    seq = models.PositiveBigIntegerField()
    # Of the sender's making: what is sent twice is written once.
    client_id = models.UUIDField(default=uuid.uuid4)
    # Who wrote it, as a key: "user:<id>", a device's keyed hash, or empty for the system.
    author_key = models.CharField(max_length=64, blank=True)
    author_kind = models.CharField(max_length=20, choices=AuthorKind)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    audience = models.CharField(max_length=20, choices=Audience)
    # "noun" or "noun.past", as the service that owns the room names it.
    kind = models.CharField(max_length=40)
    body = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Any] = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        ordering = ("room", "seq")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=("room", "seq"), name="entry_seq_once_per_room"),
            models.UniqueConstraint(
                fields=("room", "author_key", "client_id"), name="entry_sent_once_per_author"
            ),
            models.CheckConstraint(condition=models.Q(seq__gte=1), name="entry_seq_begins_at_one"),
        ]

    def __str__(self) -> str:
        return f"{self.room_id}/{self.seq} {self.kind}"


class Redaction(AppendOnly):
    """Why an entry's body is shown to nobody any more; the entry itself stays as a place in the log."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="redaction")
    reason = models.CharField(_("reason"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("redaction")
        verbose_name_plural = _("redactions")

    def __str__(self) -> str:
        return f"{self.entry}"
