"""Registers the deadlines in the admin."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail import hooks

from portal.deadlines.panels import MissingYearsPanel
from portal.deadlines.viewsets import DeadlinesViewSetGroup


@hooks.register("register_admin_viewset")
def register_deadlines() -> DeadlinesViewSetGroup:
    """Put rules, profiles and calendar in the menu."""
    return DeadlinesViewSetGroup()


@hooks.register("construct_homepage_panels")
def warn_of_missing_years(request: HttpRequest, panels: list[Any]) -> None:
    """Say on the home page which notice is missing."""
    panels.append(MissingYearsPanel())


@hooks.register("register_permissions")
def register_permissions() -> QuerySet[Permission]:
    """Offer the permission to enter notices where groups are edited."""
    return Permission.objects.filter(content_type__app_label="deadlines", codename="enter_notice")
