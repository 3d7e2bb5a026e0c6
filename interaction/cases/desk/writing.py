"""Writing: to the citizen, with what helps to write it, and to colleagues; both with files."""

from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from interaction.cases import actions
from interaction.cases.answered import PossibleAnswer, possible_answers
from interaction.cases.attachments import forget_files, keep_files, opened
from interaction.cases.desk import forms
from interaction.cases.desk.canned import canned_replies_for
from interaction.cases.desk.verbs import VerbView
from interaction.cases.desk.views import CaseView, OneCaseView
from interaction.cases.models import Reply
from portal.base.errors import Invalid, Refused


class WritingView(VerbView):
    """A form with files: what was chosen is kept when the form comes back."""

    form_prefix: ClassVar[str | None] = None

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Judge and keep the files, check the form, act."""
        form = self.form_class(request.POST, request.FILES, prefix=self.form_prefix, case=self.case)
        files = request.FILES.getlist(form.add_prefix("files"))
        kept, problems = keep_files(request, files, request.POST.getlist("kept_file"))
        for problem in problems:
            form.add_error("files", problem)
        shown = {f"{self.form_name}_form": form, f"{self.form_name}_kept": kept}
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(**shown), status=400)
        try:
            with opened(kept) as streams:
                message = self.perform({**form.cleaned_data, "files": streams})
        except Refused as refusal:
            return self.refuse(refusal, form, **shown)
        forget_files(request, kept)
        return self.back_to_case(message)


class NoteView(WritingView):
    """Write an internal note; its files stay among staff (R055)."""

    form_class, form_name, form_prefix = forms.NoteForm, "note", "note"

    def perform(self, data: dict[str, Any]) -> str:
        """Keep the note."""
        actions.note_case(self.case, self.officer, data["note"], files=data["files"])
        return _("The note was kept.")


class ReplyView(WritingView):
    """Answer, explain, ask or acknowledge, or give the draft back with the reason and what came meanwhile."""

    form_class, form_name = forms.ReplyForm, "reply"

    def perform(self, data: dict[str, Any]) -> str:
        """Do what kind of writing it is."""
        kind = data.pop("kind")
        if data["files"] and kind not in Reply.ANSWERING_KINDS:
            raise Invalid(_("Files can be added to an answer or an explanation only."), field="files")
        if kind == Reply.Kind.QUESTION:
            actions.ask_citizen(self.case, self.officer, data["body"])
            return _("Your question was sent. The clock runs on.")
        if kind == Reply.Kind.ACKNOWLEDGEMENT:
            actions.acknowledge_case(self.case, self.officer, data["body"])
            return _("Your message was sent. The answer is still owed.")
        reply = actions.reply_to_case(self.case, self.officer, kind=kind, **data)
        if reply.state == Reply.State.IN_REVIEW:
            return _("Your reply waits for a supervisor. It is not sent yet; the clock runs on.")
        return _("Your reply was sent. The citizen can read it now.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Mark what the writer had not seen yet."""
        context = super().get_context_data(**kwargs)
        form = context["reply_form"]
        seen = [_number(form.data.get(name)) for name in ("seen_reply", "seen_supplement")]
        entries = context["dossier"].entries
        newer = [entry for entry in entries if entry.said.pk > seen[0 if entry.is_reply else 1]]
        return context | {"newer": newer}


class ComposeView(CaseView):
    """Help with the draft, for browsers without JavaScript: insert a text, search what is published."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the case again with the longer draft and what was found."""
        wanted, found = request.POST.get("search", ""), self._search()
        kept, problems = keep_files(
            request, request.FILES.getlist("files"), request.POST.getlist("kept_file")
        )
        for problem in problems:
            messages.error(request, problem)
        body = "\n\n".join(filter(None, [request.POST.get("body", "").rstrip(), self._insertion(found)]))
        draft = forms.ReplyForm(case=self.case, initial={"body": body, "kind": request.POST.get("kind")})
        shown = {"search": wanted, "found": found, "has_searched": bool(wanted)}
        context = self.get_context_data(reply_form=draft, reply_kept=kept, **shown)
        # What came meanwhile is told when the reply is sent, not passed over here.
        seen = {name: _number(request.POST.get(name)) for name in ("seen_reply", "seen_supplement")}
        return self.render_to_response(context | seen)

    def _search(self) -> list[PossibleAnswer]:
        return possible_answers(self.case.site, self.request.POST.get("search", ""))

    def _insertion(self, found: list[PossibleAnswer]) -> str:
        source, _dash, key = self.request.POST.get("insert", "").partition("-")
        if source == "canned" and key.isdecimal():
            text = canned_replies_for(self.case).filter(pk=key).first()
            return text.body if text else ""
        if source == "found" and key.isdecimal() and int(key) < len(found):
            return found[int(key)].citation
        return ""


class CitationsView(OneCaseView):
    """What is published on a matter, as a fragment beside the editor."""

    template_name = "cases/desk/found.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Search in all sources that other rooms registered."""
        wanted = self.request.GET.get("search", "")
        found = possible_answers(self.case.site, wanted)
        return {"case": self.case, "search": wanted, "found": found, "has_searched": True}


def _number(text: Any) -> int:
    return int(text) if str(text).isdecimal() else 0
