"""Registers the desk and the permissions of the case system."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet

from interaction.cases.desk.absences import AbsenceViewSet
from interaction.cases.desk.canned import CannedReplyViewSet
from interaction.cases.desk.viewset import DeskViewSet


@hooks.register("register_admin_viewset")
def register_desk() -> list[ViewSet]:
    """Put the desk in the menu, and beside it what helps there."""
    return [DeskViewSet(), CannedReplyViewSet(), AbsenceViewSet()]


@hooks.register("register_permissions")
def register_permissions() -> QuerySet[Permission]:
    """Offer the desk's permissions where groups are edited."""
    names = ("handle_case", "supervise_case")
    return Permission.objects.filter(content_type__app_label="cases", codename__in=names)
