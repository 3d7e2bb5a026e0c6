"""Finding what is published."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """Passages, index, retrieval, site search."""

    name = "search"
    label = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        """Listen to publishing."""
        from search import receivers  # noqa: F401
