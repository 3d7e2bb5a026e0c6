"""Solicitations of opinions on drafts (意见征集; R037, R050)."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SolicitationsConfig(AppConfig):
    """From the draft to the account of every opinion."""

    name = "interaction.solicitations"
    label = "solicitations"
    verbose_name = _("Solicitations")
