"""The other sides of a case: printed, its files, and who looks at it now."""

from typing import Any

from django.db.models import Q
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from interaction.cases.desk import presence
from interaction.cases.desk.dossier import open_dossier
from interaction.cases.desk.views import OneCaseView
from interaction.cases.models import Attachment
from portal.base.private_files import serve_privately


class PrintView(OneCaseView):
    """The case file on paper: letter, answers, history with names, how the days were counted."""

    template_name = "cases/desk/print.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Collect everything that was written down."""
        dossier = open_dossier(self.case)
        shown = {"dossier": dossier, "promise": dossier.promise, "printed_at": timezone.now()}
        return super().get_context_data(**kwargs) | shown


class FileView(OneCaseView):
    """Hand out one file of the case or of one merged into it, as a download and never as a page."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> FileResponse:  # type: ignore[override]
        """Send the file."""
        of_case = Q(case=self.case) | Q(case__merged_into=self.case)
        attachment = get_object_or_404(Attachment.objects.filter(of_case), pk=kwargs["file_id"])
        return serve_privately(attachment.file, attachment.name)


class ViewersView(OneCaseView):
    """Say "still here", and hear who else is."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Remember the viewer and name the others."""
        presence.note_viewer(self.case, self.officer)
        viewers = presence.other_viewers(self.case, self.officer)
        return render(request, "cases/desk/viewers.html", {"viewers": viewers})
