"""Registers the desk and the permissions of the case system."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from wagtail import hooks

from interaction.cases.desk.viewset import DeskViewSet


@hooks.register("register_admin_viewset")
def register_desk() -> DeskViewSet:
    """Put the desk in the menu."""
    return DeskViewSet()


@hooks.register("register_permissions")
def register_permissions() -> QuerySet[Permission]:
    """Offer the desk's permissions where groups are edited."""
    names = ("handle_case", "supervise_case")
    return Permission.objects.filter(content_type__app_label="cases", codename__in=names)
