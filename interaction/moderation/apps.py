"""What is said in public is read first, by published rules."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ModerationConfig(AppConfig):
    """The rules of taking part, and the codes by which something is not shown."""

    name = "interaction.moderation"
    label = "moderation"
    verbose_name = _("Moderation")
