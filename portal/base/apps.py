"""Foundation of the portal."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BaseConfig(AppConfig):
    """What every other app stands on: site scope, departments, audit, page base."""

    name = "portal.base"
    label = "base"
    verbose_name = _("Foundation")

    def ready(self) -> None:
        """Register the system checks."""
        from portal.base import checks  # noqa: F401
