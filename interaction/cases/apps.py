"""The one acceptance system."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    """Whatever a citizen is owed an answer to."""

    name = "interaction.cases"
    label = "cases"
    verbose_name = _("Cases")

    def ready(self) -> None:
        """Listen to the clocks; offer published letters to who writes."""
        from interaction.cases import receivers  # noqa: F401
        from interaction.cases.answered import register_answer_source
        from interaction.cases.published.answers import published_replies

        register_answer_source(published_replies)
