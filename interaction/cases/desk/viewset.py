"""The desk's place in the Wagtail admin."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from interaction.cases.desk import bulk, merging, publishing, showing, verbs, views, writing
from interaction.cases.permissions import can_use_desk

VERBS = {
    "claim": verbs.ClaimView,
    "release": verbs.ReleaseView,
    "close": verbs.CloseView,
    "assign": verbs.AssignView,
    "object": verbs.ObjectView,
    "hand-over": verbs.HandOverView,
    "triage": verbs.TriageView,
    "note": writing.NoteView,
    "extension": verbs.ExtensionView,
    "invalid": verbs.InvalidView,
    "reply": writing.ReplyView,
    "compose": writing.ComposeView,
    "citations": writing.CitationsView,
    "merge": merging.MergeView,
    "publish": publishing.PublishView,
    "unpublish": publishing.UnpublishView,
    "print": showing.PrintView,
    "viewers": showing.ViewersView,
}


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
            path("bulk/", bulk.BulkView.as_view(), name="bulk"),
            path("hand-over/", bulk.HandOverAllView.as_view(), name="hand_over_all"),
            path("<int:case_id>/", views.CaseView.as_view(), name="case"),
            path("<int:case_id>/files/<int:file_id>/", showing.FileView.as_view(), name="file"),
            path("<int:case_id>/proposals/<int:proposal_id>/", verbs.DecisionView.as_view(), name="decide"),
            *(
                path(f"<int:case_id>/{verb}/", view.as_view(), name=verb.replace("-", "_"))
                for verb, view in VERBS.items()
            ),
        ]
