"""Registers the surveys in the admin."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from interaction.surveys.desk.viewset import SurveyDeskViewSet
from interaction.surveys.models import Survey
from interaction.surveys.panels import OwedResultsPanel
from portal.base.kept_pages import keep_pages_of


@hooks.register("register_admin_viewset")
def register_surveys() -> SurveyDeskViewSet:
    """Put the surveys in the menu."""
    return SurveyDeskViewSet()


@hooks.register("construct_homepage_panels")
def show_owed_results(request: HttpRequest, panels: list[Any]) -> None:
    """Say on the home page which results are owed."""
    panels.append(OwedResultsPanel())


@hooks.register("register_permissions")
def register_permissions() -> QuerySet[Permission]:
    """Offer the permission to handle surveys where groups are edited."""
    return Permission.objects.filter(content_type__app_label="surveys", codename="handle_survey")


# What was announced is never deleted: people answered it, and its result is owed.
keep_pages_of(
    Survey,
    _("An announced survey is not deleted. Unpublish its page instead."),
)
