"""Online surveys (网上调查; R037, R050, R051)."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SurveysConfig(AppConfig):
    """From the questionnaire to the published result and how it was used."""

    name = "interaction.surveys"
    label = "surveys"
    verbose_name = _("Surveys")

    def ready(self) -> None:
        """Listen to publishing."""
        from interaction.surveys import receivers  # noqa: F401
