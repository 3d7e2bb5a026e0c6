"""The published rules of taking part: why something may not be shown."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from portal.base.models import SiteScoped, in_english


class RejectionCode(SiteScoped):
    """A reason for not showing what a citizen wrote; the author sees it, the rules page lists all."""

    code = models.SlugField(_("code"), max_length=30)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=100, blank=True)
    explanation = models.TextField(
        _("explanation"), help_text=_("What the author reads: why, and what can be done instead.")
    )
    explanation_en = models.TextField(_("English explanation"), blank=True)
    is_active = models.BooleanField(_("in use"), default=True)
    order = models.PositiveIntegerField(_("order"), default=0)

    panels: ClassVar[list[Any]] = [
        FieldPanel("site"),
        FieldPanel("code"),
        FieldPanel("name"),
        FieldPanel("name_en"),
        FieldPanel("explanation"),
        FieldPanel("explanation_en"),
        FieldPanel("is_active"),
        FieldPanel("order"),
    ]

    class Meta:
        verbose_name = _("rejection code")
        verbose_name_plural = _("rejection codes")
        ordering = ("order", "code")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=("site", "code"), name="rejection_code_once_per_site"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def local_name(self) -> str:
        """The name in the language of the interface."""
        return self.name_en if in_english() and self.name_en else self.name

    @property
    def local_explanation(self) -> str:
        """The explanation in the language of the interface."""
        return self.explanation_en if in_english() and self.explanation_en else self.explanation
