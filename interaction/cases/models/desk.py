"""What helps staff at the desk: canned replies, and who stands in for whom."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.base.models import Department, SiteScoped


class CannedReply(SiteScoped):
    """A text that staff begin a reply with; no answer by itself."""

    title = models.CharField(_("title"), max_length=100)
    body = models.TextField(_("text"))
    department = models.ForeignKey(
        Department,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("department"),
        help_text=_("Empty: for all departments."),
    )

    class Meta:
        verbose_name = _("canned reply")
        verbose_name_plural = _("canned replies")
        ordering = ("title",)

    def __str__(self) -> str:
        return self.title


class Absence(SiteScoped):
    """Who is away from when to when, and who stands in; the cases are handed over by an action."""

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="absences", verbose_name=_("person")
    )
    substitute = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name=_("substitute")
    )
    begins_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ("-begins_on",)
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("begins_on")), name="absence_ends_after_begin"),
            models.CheckConstraint(condition=~Q(user=F("substitute")), name="absence_substitute_is_another"),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.begins_on}"
