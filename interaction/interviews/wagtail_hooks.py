"""Registers the interviews in the admin."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from interaction.interviews.admin_list import InterviewListViewSet
from interaction.interviews.models import Interview
from interaction.interviews.panels import QuotaPanel
from portal.base.kept_pages import keep_pages_of


@hooks.register("register_admin_viewset")
def register_interviews() -> InterviewListViewSet:
    """Put the list in the menu."""
    return InterviewListViewSet()


@hooks.register("construct_homepage_panels")
def show_quota(request: HttpRequest, panels: list[Any]) -> None:
    """Say on the home page how the year stands (R048)."""
    panels.append(QuotaPanel())


@hooks.register("register_permissions")
def register_permissions() -> QuerySet[Permission]:
    """Offer the permission to host where groups are edited."""
    return Permission.objects.filter(content_type__app_label="interviews", codename="host_interview")


# What was announced is called off, never deleted: citizens asked there, and its log is kept.
keep_pages_of(
    Interview,
    _("An announced interview is not deleted. Cancel it in its console, or unpublish its page."),
)
