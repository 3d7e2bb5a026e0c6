"""Registers the report of searches without results, and who may see it."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from search.reports import VainSearchesView


class VainSearchesMenuItem(MenuItem):
    """Shown to those who may see the counts."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether the report is for this person."""
        return bool(request.user.has_perm("search.view_querycount"))


@hooks.register("register_admin_urls")
def register_report_urls() -> list[URLPattern | URLResolver]:
    """Put the report under /admin/reports/."""
    urls = [
        path("", VainSearchesView.as_view(), name="vain_searches"),
        path("results/", VainSearchesView.as_view(results_only=True), name="vain_searches_results"),
    ]
    return [path("reports/searches-without-results/", include((urls, "search_reports")))]


@hooks.register("register_reports_menu_item")
def register_report_menu_item() -> MenuItem:
    """Put the report in the menu."""
    return VainSearchesMenuItem(
        _("Searches without results"),
        reverse("search_reports:vain_searches"),
        name="searches-without-results",
        icon_name="search",
        order=1200,
    )


@hooks.register("register_permissions")
def register_permissions() -> QuerySet[Permission]:
    """Offer the report's permission where groups are edited."""
    return Permission.objects.filter(content_type__app_label="search", codename="view_querycount")
