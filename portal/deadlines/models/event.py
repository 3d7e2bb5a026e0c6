"""What happened to an obligation."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.base.append_only import AppendOnly
from portal.deadlines.models.obligation import Obligation


class DeadlineEvent(AppendOnly):
    """One thing that happened to an obligation.

    `due_at` is the due instant that then held, `distance` how far from it a warning was given.
    """

    class Kind(models.TextChoices):
        """What happened."""

        STARTED = "started", _("started")
        WARNED = "warned", _("warned")
        EXTENDED = "extended", _("extended")
        RECALCULATED = "recalculated", _("counted again")
        BREACHED = "breached", _("time ran out")
        MET = "met", _("met")
        EXPLAINED = "explained", _("explained why it cannot be handled")
        DROPPED = "dropped", _("no longer owed")

    obligation = models.ForeignKey(Obligation, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(_("at"))
    due_at = models.DateTimeField(_("due at"), null=True)
    distance = models.PositiveSmallIntegerField(_("distance"), null=True)
    detail = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("deadline event")
        verbose_name_plural = _("deadline events")
        ordering = ("id",)
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=("obligation", "kind"),
                condition=Q(kind__in=("started", "extended", "breached")),
                name="deadline_event_once",
            ),
            models.UniqueConstraint(
                fields=("obligation",),
                condition=Q(kind__in=("met", "explained", "dropped")),
                name="deadline_event_ends_once",
            ),
            models.UniqueConstraint(
                fields=("obligation", "due_at", "distance"),
                condition=Q(kind="warned"),
                name="deadline_event_warned_once_per_distance",
            ),
            models.CheckConstraint(
                condition=~Q(kind="warned") | Q(due_at__isnull=False, distance__isnull=False),
                name="deadline_event_warning_has_its_distance",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"
