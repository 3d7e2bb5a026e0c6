"""How long each kind of obligation may take, region by region."""

from datetime import time
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Site

from portal.base.models import in_english
from portal.deadlines import rules


class DeadlineProfile(models.Model):
    """The set of deadline rules of a region, because the sources differ (requirements §3)."""

    slug = models.SlugField(_("slug"), unique=True)
    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=150, blank=True)
    day_ends = models.TimeField(
        _("close of business"),
        null=True,
        blank=True,
        help_text=_("When the last day ends. Empty: at 24:00."),
    )

    NATIONAL = "national"

    class Meta:
        verbose_name = _("deadline profile")
        verbose_name_plural = _("deadline profiles")
        ordering = ("slug",)
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(day_ends__isnull=True) | Q(day_ends__gt=time.min),
                name="deadline_profile_day_has_hours",
            )
        ]

    def __str__(self) -> str:
        return self.name_en if in_english() and self.name_en else self.name


@register_setting(icon="date", order=810)
class DeadlineSetting(BaseSiteSetting):
    """Which profile a site keeps; without one it keeps the national profile."""

    profile = models.ForeignKey(
        DeadlineProfile,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="settings",
        verbose_name=_("deadline profile"),
        help_text=_("What it does not regulate follows the national profile."),
    )

    panels: ClassVar[list[Any]] = [FieldPanel("profile")]

    class Meta:
        verbose_name = _("deadlines of the site")


class DeadlineRuleQuerySet(models.QuerySet["DeadlineRule"]):
    """Reads of the rules."""

    def for_kind(self, site: Site, kind: str) -> "DeadlineRule":
        """The rule that a site keeps for a kind (one query).

        A rule for the kind itself goes before one for its base kind ("case.reply.fault" before
        "case.reply"), and among these the site's own profile before the national one.

        Raises:
            DeadlineRule.DoesNotExist: no rule is installed for this kind or its base.
        """
        own = DeadlineProfile.objects.filter(settings__site=site)
        return self._nearest(Q(profile__in=own), kind)

    def for_profile(self, slug: str, kind: str) -> "DeadlineRule":
        """The rule that sites of a profile keep for a kind, found in the same order.

        Raises:
            DeadlineRule.DoesNotExist: no rule is installed for this kind or its base.
        """
        return self._nearest(Q(profile__slug=slug), kind)

    def _nearest(self, own: Q, kind: str) -> "DeadlineRule":
        kinds, national = rules.kind_and_bases(kind), DeadlineProfile.NATIONAL
        found = self.filter(own | Q(profile__slug=national), kind__in=kinds).select_related("profile")
        if not found:
            raise DeadlineRule.DoesNotExist(f"No deadline rule is installed for {kind!r}.")

        def distance(rule: DeadlineRule) -> tuple[int, bool]:
            return kinds.index(rule.kind), rule.profile.slug == national

        return min(found, key=distance)


def default_warnings() -> list[int]:
    """The distances at which people are warned unless a rule says otherwise."""
    return [3, 1, 0]


class DeadlineRule(models.Model):
    """How long one kind of obligation may take, and which document says so."""

    class Unit(models.TextChoices):
        """What is counted."""

        WORKING_DAYS = rules.Unit.WORKING_DAYS.value, _("working days")
        CALENDAR_DAYS = rules.Unit.CALENDAR_DAYS.value, _("natural days")
        CLOCK_HOURS = rules.Unit.CLOCK_HOURS.value, _("clock hours")

    class Approver(models.TextChoices):
        """Who must agree to an extension besides the person who asks for it."""

        NOBODY = "nobody", _("nobody")
        SUPERVISOR = "supervisor", _("a supervisor")

    profile = models.ForeignKey(
        DeadlineProfile, on_delete=models.CASCADE, related_name="rules", verbose_name=_("deadline profile")
    )
    kind = models.CharField(
        _("kind"),
        max_length=60,
        help_text=_("“case.reply.complaint” is a special case of “case.reply” and goes before it."),
    )
    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=150, blank=True)
    amount = models.PositiveSmallIntegerField(_("amount"))
    unit = models.CharField(_("unit"), max_length=20, choices=Unit, default=Unit.WORKING_DAYS)
    extension_limit = models.PositiveSmallIntegerField(
        _("extension limit"), null=True, blank=True, help_text=_("In all from receipt, not in addition.")
    )
    approver = models.CharField(
        _("extension approved by"), max_length=20, choices=Approver, default=Approver.SUPERVISOR
    )
    warn_before = models.JSONField(
        _("warn before"),
        default=default_warnings,
        blank=True,
        help_text=_("Working days before the end (hours where hours are counted), as in [3, 1, 0]."),
    )
    source = models.CharField(_("source"), max_length=200, blank=True)

    objects = DeadlineRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("deadline rule")
        verbose_name_plural = _("deadline rules")
        ordering = ("profile", "kind")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=("profile", "kind"), name="deadline_rule_once_per_profile"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="deadline_rule_amount_positive"),
            models.CheckConstraint(
                condition=Q(extension_limit__isnull=True) | Q(extension_limit__gt=F("amount")),
                name="deadline_rule_extension_is_longer",
            ),
        ]

    def __str__(self) -> str:
        return self.name_en if in_english() and self.name_en else self.name

    @property
    def term(self) -> rules.Term:
        """How long it may take, without an extension."""
        return rules.Term(self.amount, self.unit, self.profile.day_ends)

    def clean(self) -> None:
        """Refuse warnings that could never be given.

        Raises:
            ValidationError: `warn_before` is not a list of whole numbers below the amount.
        """
        distances = self.warn_before if isinstance(self.warn_before, list) else [None]
        if not all(type(distance) is int and 0 <= distance < (self.amount or 0) for distance in distances):
            message = _("Write whole numbers smaller than the amount in brackets, as in [3, 1, 0].")
            raise ValidationError({"warn_before": message})
