"""Registers the surveys in the admin."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import Page

from interaction.surveys.desk.viewset import SurveyDeskViewSet
from interaction.surveys.models import Survey
from interaction.surveys.panels import OwedResultsPanel


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


@hooks.register("before_delete_page")
def keep_announced(request: HttpRequest, page: Page) -> HttpResponse | None:
    """What was announced is never deleted: people answered it, and its result is owed."""
    if not _was_announced(page):
        return None
    _refuse(request)
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("before_bulk_action")
def keep_announced_among_others(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    """The same where many pages are deleted at once."""
    pages = [one for one in objects if isinstance(one, Page)] if action_type == "delete" else []
    kept = next((page for page in pages if _was_announced(page)), None)
    if kept is None:
        return None
    _refuse(request)
    return redirect("wagtailadmin_explore", kept.get_parent().pk)


def _was_announced(page: Page) -> bool:
    """Whether an announced survey is on a page or below it."""
    below = Page.objects.descendant_of(page, inclusive=True)
    return bool(Survey.objects.filter(page__in=below.values("pk")).exists())


def _refuse(request: HttpRequest) -> None:
    messages.error(request, _("An announced survey is not deleted. Unpublish its page instead."))
