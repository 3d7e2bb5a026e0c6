"""Finding what is published."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """Passages, index, retrieval, site search."""

    name = "search"
    label = "search"
    verbose_name = _("Search")
