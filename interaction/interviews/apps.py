"""Online interviews (在线访谈; R037, R048, R049)."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InterviewsConfig(AppConfig):
    """From the notice to the signed transcript."""

    name = "interaction.interviews"
    label = "interviews"
    verbose_name = _("Interviews")
