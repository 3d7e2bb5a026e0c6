"""Deadlines: everything that is owed by a date."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeadlinesConfig(AppConfig):
    """Working calendar, deadline rules and obligations."""

    name = "portal.deadlines"
    label = "deadlines"
    verbose_name = _("Deadlines")
