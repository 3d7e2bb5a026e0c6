"""The desk's place in the Wagtail admin."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from interaction.cases.desk import views
from interaction.cases.permissions import can_use_desk


class DeskMenuItem(MenuItem):
    """Shown to those who handle cases."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether the desk is a place for this person."""
        return can_use_desk(request.user)


class DeskViewSet(ViewSet):
    """Queue and case pages under /admin/desk/."""

    name = "desk"
    icon = "tasks"
    menu_label = _("Desk")
    menu_name = "desk"
    menu_order = 90
    menu_item_class: type[Any] = DeskMenuItem
    add_to_admin_menu = True

    def get_urlpatterns(self) -> list[URLPattern]:
        """The addresses of the desk."""
        return [
            path("", views.QueueView.as_view(), name="index"),
            path("<int:case_id>/", views.CaseView.as_view(), name="case"),
            path("<int:case_id>/claim/", views.ClaimView.as_view(), name="claim"),
            path("<int:case_id>/assign/", views.AssignView.as_view(), name="assign"),
            path("<int:case_id>/note/", views.NoteView.as_view(), name="note"),
            path("<int:case_id>/reply/", views.ReplyView.as_view(), name="reply"),
        ]
