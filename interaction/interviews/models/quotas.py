"""How many interviews a site owes a year (R048): 4 for the portal of a county, 2 for a department's site."""

from typing import Any, ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting


@register_setting(icon="calendar-check")
class YearlyQuota(BaseSiteSetting):
    """The level of a site and, where it differs from the level's default, its number of interviews a year."""

    class Level(models.TextChoices):
        """Whose site it is."""

        PORTAL = "portal", _("portal of a city or county")
        DEPARTMENT = "department", _("site of a department")

    DEFAULTS: ClassVar[dict[str, int]] = {Level.PORTAL: 4, Level.DEPARTMENT: 2}

    level = models.CharField(_("level"), max_length=20, choices=Level, default=Level.PORTAL)
    interviews = models.PositiveIntegerField(
        _("interviews a year"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Empty: 4 for a portal, 2 for a department's site."),
    )
    lead_time_days = models.PositiveIntegerField(
        _("lead time of a notice in days"),
        default=7,
        help_text=_("An interview announced later needs a reason, which is shown."),
    )

    panels: ClassVar[list[Any]] = [
        FieldPanel("level"),
        FieldPanel("interviews"),
        FieldPanel("lead_time_days"),
    ]

    class Meta:
        verbose_name = _("interviews: quota and notice")
