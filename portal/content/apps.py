"""Published content."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContentConfig(AppConfig):
    """Home, sections, articles, policies and their interpretations."""

    name = "portal.content"
    label = "content"
    verbose_name = _("Published content")
