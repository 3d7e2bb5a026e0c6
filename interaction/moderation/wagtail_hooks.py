"""Registers the list of rejection codes."""

from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet

from interaction.moderation.viewsets import RejectionCodeViewSet


@hooks.register("register_admin_viewset")
def register_rejection_codes() -> ViewSet:
    """Let those who moderate keep the codes of their site."""
    return RejectionCodeViewSet()
