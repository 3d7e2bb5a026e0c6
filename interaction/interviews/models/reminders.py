"""Who wants to be reminded of an interview: an e-mail address, confirmed by its owner."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interaction.interviews.models.run import Interview
from portal.base.fields import EncryptedTextField


class ReminderQuerySet(models.QuerySet["Reminder"]):
    """Readings of the reminders."""

    def confirmed(self) -> Self:
        """Those whose owners said yes; nobody else is written to."""
        return self.filter(confirmed_at__isnull=False)


class Reminder(models.Model):
    """An address that asked to be reminded; nothing is sent before it was confirmed (double opt-in)."""

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="reminders")
    email = EncryptedTextField(_("e-mail"))
    # Keyed hashes: of the address, to know it again; of the token in the links.
    email_key = models.CharField(max_length=64)
    token_hash = models.CharField(max_length=64, unique=True)
    language = models.CharField(max_length=20, default="zh-hans")
    asked_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True)
    reminded_soon_at = models.DateTimeField(_("reminded just before at"), null=True, blank=True)
    told_of_transcript_at = models.DateTimeField(_("told of the transcript at"), null=True, blank=True)

    objects: ClassVar[Any] = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=("interview", "email_key"), name="reminder_once_per_address"),
            models.CheckConstraint(
                condition=Q(reminded_at__isnull=True) | Q(confirmed_at__isnull=False),
                name="reminder_sent_was_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.interview_id}/{self.pk}"
