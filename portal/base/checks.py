"""System checks that guard the project's own rules."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register()
def check_hosts_are_named(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse `ALLOWED_HOSTS = ["*"]`, which silently switches off the websocket origin check."""
    if "*" in settings.ALLOWED_HOSTS:
        return [
            Error(
                "ALLOWED_HOSTS must name the hosts of the portal.",
                hint="With '*' any page on the web may open a websocket to the portal.",
                id="base.E001",
            )
        ]
    return []
