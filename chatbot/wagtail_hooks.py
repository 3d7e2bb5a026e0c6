"""Registers the chatbot's pages of the admin."""

from wagtail import hooks

from chatbot.viewsets import KnownGapViewSet


@hooks.register("register_admin_viewset")
def register_known_gaps() -> KnownGapViewSet:
    """Put the known gaps in the menu."""
    return KnownGapViewSet()
