"""The place of surveys in the Wagtail admin."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from interaction.surveys.desk import texts, views


class SurveyMenuItem(MenuItem):
    """Shown to those who handle surveys."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether surveys are this person's work."""
        return views.is_handler(request.user)


class SurveyDeskViewSet(ViewSet):
    """The surveys under /admin/surveys/."""

    name = "surveys_desk"
    url_prefix = "surveys"
    icon = "form"
    menu_label = _("Surveys")
    menu_name = "surveys"
    menu_order = 97
    menu_item_class: type[Any] = SurveyMenuItem
    add_to_admin_menu = True

    def get_urlpatterns(self) -> list[URLPattern]:
        """The addresses of the desk."""
        return [
            path("", views.ListView.as_view(), name="index"),
            path("<int:survey_id>/", views.SurveyDeskView.as_view(), name="survey"),
            path("<int:survey_id>/unseal/", views.UnsealView.as_view(), name="unseal"),
            path("<int:survey_id>/codes/", views.CodesView.as_view(), name="codes"),
            path("<int:survey_id>/texts/", texts.TextsView.as_view(), name="texts"),
        ]
