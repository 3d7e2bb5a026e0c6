"""What all steps of answering share: the survey, the device, the draft, and whether it is only tried out."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.debug import sensitive_post_parameters

from interaction.cases.views import address_of, site_of
from interaction.surveys.access import Person, Strategy
from interaction.surveys.actions.answering import (
    phase_of,
)
from interaction.surveys.drafts import Draft, keep_draft, read_draft
from interaction.surveys.models import Survey, SurveyVersion
from interaction.surveys.permissions import may_test
from interaction.surveys.questionnaire import Questionnaire
from interaction.surveys.reading import questionnaire_of
from interaction.surveys.rules import Phase
from portal.base.devices import device_key, remember_device


@method_decorator(sensitive_post_parameters(), name="dispatch")
class AnsweringView(View):
    """What all steps share: the survey, the device, the draft, and whether it is only tried out."""

    survey: Survey
    is_test: bool
    device: str

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the survey; nothing of it is cached, and the device is known again."""
        rows = Survey.objects.for_site(site_of(request)).select_related("page__department", "site")
        self.survey = get_object_or_404(rows, pk=kwargs.pop("pk"))
        self.is_test = request.GET.get("test") == "1"
        self.device = self._holder()
        page = self.survey.page
        if self.is_test and not may_test(request.user, self.survey):
            raise Http404
        if not self.is_test and (not page.live or page.get_view_restrictions().exists()):
            raise Http404
        if not self.is_test and phase_of(self.survey) != Phase.OPEN and not self._is_over_but_shown():
            response: HttpResponseBase = redirect(page.url)
        else:
            response = super().dispatch(request, *args, **kwargs)
        response.headers["Cache-Control"] = "private, no-store"
        remember_device(request, response)
        return response

    def _is_over_but_shown(self) -> bool:
        """Whether this step is also for a survey that is not open."""
        return False

    def person(self, draft: Draft | None = None) -> Person:
        """Who is answering."""
        user = self.request.user
        return Person(
            device_key=self.device,
            address=address_of(self.request),
            code=draft.code if draft is not None else "",
            user_pk=user.pk if user.is_authenticated else None,
        )

    def _holder(self) -> str:
        """Under whose key answers wait: the device's, or the account's where several may use one computer."""
        user = self.request.user
        if self.survey.page.strategy == Strategy.LOGIN and user.is_authenticated:
            return salted_hmac("interaction.surveys.account", str(user.pk), algorithm="sha256").hexdigest()
        return device_key(self.request)

    def draft(self) -> Draft | None:
        """The answers so far."""
        return read_draft(self.survey, self.device, is_test=self.is_test)

    def new_draft(self, code: str = "") -> Draft:
        """A fresh start on the newest version; not yet kept.

        Raises:
            Http404: nothing was published.
        """
        version = self.survey.versions.last()
        if version is None:
            raise Http404
        return Draft(self.survey.pk, version.pk, code=code, is_test=self.is_test)

    def version_of(self, draft: Draft) -> SurveyVersion:
        """The version that is answered: the one that was begun."""
        version = get_object_or_404(SurveyVersion, pk=draft.version, survey=self.survey)
        version.survey = self.survey
        return version

    def keep(self, draft: Draft) -> None:
        """Keep the answers so far."""
        keep_draft(draft, self.survey, self.device)

    def url(self, name: str, *args: Any) -> str:
        """The address of a step, still trying out where that was begun."""
        return reverse(f"surveys:{name}", args=[self.survey.pk, *args]) + ("?test=1" if self.is_test else "")

    def show(self, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        """Show a step."""
        shared = {
            "survey": self.survey,
            "page": self.survey.page,
            "is_test": self.is_test,
            "start_url": self.url("answer"),
            "check_url": self.url("check"),
        }
        return render(self.request, template, shared | context, status=status)

    @property
    def asks_code(self) -> bool:
        """Whether a one-time code is needed."""
        return not self.is_test and self.survey.page.strategy == Strategy.CODE

    @property
    def asks_login(self) -> bool:
        """Whether somebody has to log in first."""
        is_known = self.request.user.is_authenticated
        return not self.is_test and self.survey.page.strategy == Strategy.LOGIN and not is_known


class StepView(AnsweringView):
    """A step inside the questionnaire: it needs a draft, or is the first."""

    current: Draft
    version: SurveyVersion
    questionnaire: Questionnaire

    has_draft: bool

    def ready(self) -> bool:
        """Fetch the draft, or begin one where nothing has to be asked first."""
        if self.asks_login:
            return False
        found = self.draft()
        if self.asks_code and (found is None or not found.code):
            return False
        self.has_draft = found is not None
        self.current = found or self.new_draft()
        self.version = self.version_of(self.current)
        self.questionnaire = questionnaire_of(self.version)
        return True

    def lost(self) -> HttpResponse:
        """Say that the answers are no longer there, and begin anew."""
        messages.warning(
            self.request,
            _("Your answers are no longer here: they are kept for two hours, and only with cookies."),
        )
        return redirect(self.url("answer"))
