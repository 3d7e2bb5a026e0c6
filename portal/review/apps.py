"""Review before publication."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReviewConfig(AppConfig):
    """First review, second review, sign-off: three different people."""

    name = "portal.review"
    label = "review"
    verbose_name = _("Review")

    def ready(self) -> None:
        """Listen to edits."""
        from portal.review import receivers  # noqa: F401
