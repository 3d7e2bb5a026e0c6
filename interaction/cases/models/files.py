"""Files that citizens or staff add to a case; stored privately, handed out only to who may read it."""

from typing import Any, ClassVar, Self

from django.core.files.storage import storages
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interaction.cases.models.case import Case
from interaction.cases.models.reply import Reply, Supplement
from portal.accounts.models import User


def private_storage() -> Any:
    """The storage that no address reaches."""
    return storages["private"]


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Readings of the files."""

    def shown(self) -> Self:
        """What the citizen can read: their own files, and those of replies that were sent."""
        is_sent = Q(reply__isnull=True) | Q(reply__state=Reply.State.SENT, reply__is_public=True)
        return self.filter(is_sent, is_internal=False)


class Attachment(models.Model):
    """One file of a case. Its name is what people see; the stored path says nothing."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="attachments")
    supplement = models.ForeignKey(
        Supplement, null=True, blank=True, on_delete=models.CASCADE, related_name="attachments"
    )
    reply = models.ForeignKey(
        Reply, null=True, blank=True, on_delete=models.CASCADE, related_name="attachments"
    )
    # Nobody: the citizen.
    added_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("added by")
    )
    is_internal = models.BooleanField(_("only for staff"), default=False)
    file = models.FileField(storage=private_storage, upload_to="cases/%Y/%m/", max_length=200)
    name = models.CharField(_("name"), max_length=150)
    media_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    created_at = models.DateTimeField(_("added at"), default=timezone.now)

    objects: ClassVar[Any] = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ("id",)

    def __str__(self) -> str:
        return self.name
