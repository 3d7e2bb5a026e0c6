"""The door before the first section: a code, a login, or going on with what was begun."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from interaction.cases.views import address_of
from interaction.surveys.access import promise_of
from interaction.surveys.actions.answering import (
    has_answered,
    know_code,
)
from interaction.surveys.actions.saving import forget_saved, read_saved, saved_answers
from interaction.surveys.drafts import Draft, forget_draft
from interaction.surveys.limits import (
    CODE_ADDRESS,
    CODE_DEVICE,
    count_all,
)
from interaction.surveys.reading import questionnaire_of
from interaction.surveys.steps import AnsweringView
from interaction.surveys.validating import validate
from portal.base.errors import Refused


class StartView(AnsweringView):
    """Begin: at once where nothing is to be asked; a code, a login or going on with saved answers else."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Go to the first section, or ask what has to be asked first."""
        draft, saved = self.draft(), saved_answers(self.survey, self.device)
        if self.asks_login:
            return self._ask("login")
        # Of a code nothing is known before it is written.
        if not self.is_test and not self.asks_code and has_answered(self.survey, self.person()):
            return self._ask("answered")
        if (draft is not None and draft.raw) or (saved is not None and not self.is_test):
            return self._ask("resume", saved=saved if draft is None or not draft.raw else None)
        if self.asks_code:
            return self._ask("code")
        draft = self.new_draft()
        return redirect(self._first(draft))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take the code; go on with what was saved; or begin anew."""
        if self.asks_login:
            return redirect(self.url("answer"))
        step = request.POST.get("step")
        if step == "resume":
            return self._resume()
        if step == "restart":
            forget_draft(self.survey, self.device, is_test=self.is_test)
            if not self.is_test:
                forget_saved(self.survey, self.device)
            return redirect(self.url("answer"))
        return self._begin_with_code(request.POST.get("code", "").strip()[:40])

    def _begin_with_code(self, code: str) -> HttpResponse:
        if self.asks_code:
            try:
                count_all((CODE_DEVICE, self.device), (CODE_ADDRESS, address_of(self.request)))
                know_code(self.survey, code)
            except Refused as refusal:
                return self._ask("code", status=refusal.status, error=str(refusal.message), code=code)
        draft = self.new_draft(code)
        self.keep(draft)
        return redirect(self._first(draft))

    def _resume(self) -> HttpResponse:
        draft = self.draft()
        if draft is not None and draft.raw:
            return redirect(self._furthest(draft, None))
        saved = saved_answers(self.survey, self.device)
        if saved is None or self.is_test:
            return redirect(self.url("answer"))
        kept = read_saved(saved)
        draft = Draft(
            self.survey.pk, saved.version_id, raw=kept.get("raw", {}), code=str(kept.get("code", ""))
        )
        self.keep(draft)
        return redirect(self._furthest(draft, saved.section))

    def _first(self, draft: Draft) -> str:
        return self.url("section", questionnaire_of(self.version_of(draft)).sections[0].key)

    def _furthest(self, draft: Draft, section: int | None) -> str:
        """The section to go on with: where it was saved, else the first that is not answered yet."""
        questionnaire = questionnaire_of(self.version_of(draft))
        if section is not None and section < len(questionnaire.sections):
            return self.url("section", questionnaire.sections[section].key)
        for key, questions in validate(questionnaire, draft.raw).path.sections.items():
            if not any(question in draft.raw for question in questions):
                return self.url("section", key)
        return self.url("check")

    def _ask(self, what: str, *, status: int = 200, **context: Any) -> HttpResponse:
        promise = promise_of(self.survey.page.strategy)
        return self.show("surveys/start.html", {"what": what, "promise": promise, **context}, status)
