"""System checks that guard the project's own rules."""

from pathlib import Path
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


@register()
def check_private_files_are_apart(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a place for private files that a web server hands out to everybody."""
    private = Path(settings.PRIVATE_MEDIA_ROOT).resolve()
    public = [Path(root).resolve() for root in (settings.MEDIA_ROOT, settings.STATIC_ROOT)]
    if any(private.is_relative_to(root) for root in public):
        return [
            Error(
                "PRIVATE_MEDIA_ROOT must not lie inside MEDIA_ROOT or STATIC_ROOT.",
                hint="What lies there is public: anybody who knows a file's name may read it.",
                id="base.E002",
            )
        ]
    return []
