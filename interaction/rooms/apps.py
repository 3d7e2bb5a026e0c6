"""Live rooms."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RoomsConfig(AppConfig):
    """An append-only log that many screens follow."""

    name = "interaction.rooms"
    label = "rooms"
    verbose_name = _("Rooms")
