"""The adoption ledger: groups of opinions, each with its verdict (rules §7)."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interaction.solicitations.models.run import Solicitation
from portal.accounts.models import User


class OpinionGroup(models.Model):
    """Opinions that say the same, and what became of them."""

    class Verdict(models.TextChoices):
        """What became of them; whatever is received gets one of these."""

        ADOPTED = "adopted", _("adopted")
        PARTLY = "partly", _("partly adopted")
        NOT_ADOPTED = "not_adopted", _("not adopted")
        OUT_OF_SCOPE = "out_of_scope", _("out of scope")

    solicitation = models.ForeignKey(Solicitation, on_delete=models.PROTECT, related_name="groups")
    title = models.CharField(_("what they say"), max_length=200)
    paragraph_key = models.CharField(max_length=40, blank=True)
    verdict = models.CharField(_("verdict"), max_length=20, choices=Verdict, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    order = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("group of opinions")
        verbose_name_plural = _("groups of opinions")
        ordering = ("order", "id")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(verdict="") | (~Q(verdict="") & ~Q(reason="") & Q(decided_at__isnull=False)),
                name="group_verdict_has_its_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title
