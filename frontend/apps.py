"""Django application of the front end."""

from django.apps import AppConfig


class FrontendConfig(AppConfig):
    """Base templates, styles, scripts and display tags."""

    name = "frontend"
    label = "frontend"
