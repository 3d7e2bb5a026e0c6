"""Showing a case to the public, and taking it back: originals and masked texts side by side."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interaction.cases import actions
from interaction.cases.desk.forms import DeskForm
from interaction.cases.desk.views import OneCaseView
from interaction.cases.forms import show_refusal
from interaction.cases.models import Case, Publication
from interaction.cases.published.preview import original_reply, own_words, pieces, preview_of, remaining
from interaction.cases.rules import BODY_MAX, REASON_MAX, REPLY_MAX, TITLE_MAX
from portal.base.errors import Refused

TEXTS = ("title", "body", "reply")


class PublishForm(DeskForm):
    """The texts that everyone will read."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=TITLE_MAX)
    body = forms.CharField(
        label=gettext_lazy("Letter"), max_length=BODY_MAX, widget=forms.Textarea(attrs={"rows": 10})
    )
    reply = forms.CharField(
        label=gettext_lazy("Reply"), max_length=REPLY_MAX, widget=forms.Textarea(attrs={"rows": 12})
    )
    checked = forms.BooleanField(
        label=gettext_lazy("I have read the texts. What is listed as personal data is none."), required=False
    )

    def found(self) -> list[str]:
        """What still looks like personal data in the texts as they stand in the form."""
        own = own_words(self.case)
        return [word for name in TEXTS for word in remaining(str(self[name].value() or ""), own)]


class UnpublishForm(DeskForm):
    """Why a published case is taken back."""

    reason = forms.CharField(
        label=gettext_lazy("Why is it taken back?"),
        max_length=REASON_MAX,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class PublishView(OneCaseView):
    """Read, mask, publish."""

    template_name = "cases/desk/publish.html"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the case."""
        return [*super().get_breadcrumbs_items(), {"url": "", "label": _("Publish")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Bring the originals with what is personal in them, and the texts as they would be published."""
        case = self.case
        publication = Publication.objects.filter(case=case).first()
        form = kwargs.get("form") or PublishForm(case=case, initial=self._texts(publication))
        own = own_words(case)
        originals = {"title": case.title, "body": case.body, "reply": original_reply(case)}
        is_answered = case.state in Case.ANSWERED_STATES
        return super().get_context_data(**kwargs) | {
            "form": form,
            "fields": [(form[name], pieces(text, own)) for name, text in originals.items()],
            "found": form.found(),
            "publication": publication,
            "is_live": publication is not None and publication.withdrawn_at is None,
            "is_allowed": is_answered and case.consent_to_publish,
            "is_answered": is_answered,
            "unpublish_form": kwargs.get("unpublish_form") or UnpublishForm(case=case),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Publish the texts, or show why not."""
        form = PublishForm(request.POST, case=self.case)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=400)
        try:
            actions.publish_case(self.case, self.officer, **form.cleaned_data)
        except Refused as refusal:
            show_refusal(form, refusal)
            return self.render_to_response(self.get_context_data(form=form), status=refusal.status)
        return self.back_to_case(_("The case is published."))

    def _texts(self, publication: Publication | None) -> dict[str, str]:
        shown = publication or preview_of(self.case)
        return {name: getattr(shown, name) for name in TEXTS}


class UnpublishView(PublishView):
    """Take a published case back."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take it back with a reason."""
        form = UnpublishForm(request.POST, case=self.case)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(unpublish_form=form), status=400)
        try:
            actions.unpublish_case(self.case, self.officer, form.cleaned_data["reason"])
        except Refused as refusal:
            show_refusal(form, refusal)
            context = self.get_context_data(unpublish_form=form)
            return self.render_to_response(context, status=refusal.status)
        return self.back_to_case(_("The case is not public any more."))
