"""Writing to the citizen: the reply, and what helps to write it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from interaction.cases import actions
from interaction.cases.answered import PossibleAnswer, possible_answers
from interaction.cases.desk import forms
from interaction.cases.desk.canned import canned_replies_for
from interaction.cases.desk.verbs import VerbView
from interaction.cases.desk.views import CaseView, OneCaseView
from interaction.cases.models import Reply
from portal.base.errors import Refused


class ReplyView(VerbView):
    """Answer, explain, ask or acknowledge, or give the draft back with the reason and what came meanwhile."""

    form_class, form_name = forms.ReplyForm, ""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send what was written."""
        form = forms.ReplyForm(request.POST, case=self.case)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(reply_form=form), status=400)
        try:
            message = self.perform(form.cleaned_data)
        except Refused as refusal:
            return self.refuse(refusal, reply_form=form)
        return self.back_to_case(message)

    def perform(self, data: dict[str, Any]) -> str:
        """Do what kind of writing it is."""
        kind, body = data["kind"], data["body"]
        if kind == Reply.Kind.QUESTION:
            actions.ask_citizen(self.case, self.officer, body)
            return _("Your question was sent. The clock runs on.")
        if kind == Reply.Kind.ACKNOWLEDGEMENT:
            actions.acknowledge_case(self.case, self.officer, body)
            return _("Your message was sent. The answer is still owed.")
        reply = actions.reply_to_case(
            self.case,
            self.officer,
            body,
            kind=kind,
            seen_reply=data["seen_reply"],
            seen_supplement=data["seen_supplement"],
        )
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
        body = "\n\n".join(filter(None, [request.POST.get("body", "").rstrip(), self._insertion(found)]))
        draft = forms.ReplyForm(case=self.case, initial={"body": body, "kind": request.POST.get("kind")})
        context = self.get_context_data(
            reply_form=draft, search=wanted, found=found, has_searched=bool(wanted)
        )
        return self.render_to_response(context)

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
