"""Doors for citizens: begin, answer section by section, check, send; all of it without a script."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.debug import sensitive_post_parameters

from interaction.cases.views import address_of, site_of
from interaction.surveys.access import Person, Strategy, promise_of
from interaction.surveys.actions.answering import (
    AnsweredBefore,
    Incomplete,
    has_answered,
    know_code,
    phase_of,
    submit_response,
)
from interaction.surveys.actions.saving import forget_saved, read_saved, save_answers, saved_answers
from interaction.surveys.answer_forms import lang_of, read_section
from interaction.surveys.drafts import Draft, forget_draft, keep_draft, mark_done, read_draft, was_done
from interaction.surveys.limits import (
    CODE_ADDRESS,
    CODE_DEVICE,
    SAVE_ADDRESS,
    SAVE_DEVICE,
    SEND_ADDRESS,
    SEND_DEVICE,
    STEP_ADDRESS,
    count_all,
)
from interaction.surveys.models import Survey, SurveyVersion
from interaction.surveys.permissions import can_handle
from interaction.surveys.presentation import asked_in, check_of, progress, rules_for_script
from interaction.surveys.questionnaire import Questionnaire, Section
from interaction.surveys.reading import questionnaire_of
from interaction.surveys.rules import Phase
from interaction.surveys.validating import Checked, Wrong, validate
from portal.base.devices import device_key, remember_device
from portal.base.errors import Refused
from portal.base.models import in_english


def may_test(user: Any, survey: Survey) -> bool:
    """Whether somebody may try the survey out without being counted: its handlers and its editors."""
    if not user.is_authenticated:
        return False
    return can_handle(user, survey) or bool(survey.page.permissions_for_user(user).can_edit())


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
        self.device = device_key(request)
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


class SectionView(StepView):
    """One section: answered, then the next, the one before, or saved for another day."""

    def get(self, request: HttpRequest, section: str) -> HttpResponse:
        """Show a section with the answers so far."""
        found = self._find(section)
        if isinstance(found, HttpResponse):
            return found
        if not self.has_draft and found != self.questionnaire.sections[0]:
            return self.lost()
        checked = validate(self.questionnaire, self.current.raw)
        problems = _here(checked, found) if request.GET.get("wrong") == "1" else {}
        return self._show(found, problems)

    def post(self, request: HttpRequest, section: str) -> HttpResponse:
        """Take the answers of a section and go where the button says."""
        found = self._find(section)
        if isinstance(found, HttpResponse):
            return found
        count_all((STEP_ADDRESS, address_of(request)))
        if not self.has_draft and found != self.questionnaire.sections[0]:
            return self.lost()
        self.current.raw |= read_section(request.POST, found)
        self.keep(self.current)
        step = request.POST.get("step")
        if step == "save":
            return self._save(found)
        checked = validate(self.questionnaire, self.current.raw)
        if step == "back":
            before = checked.path.before(found.key) if found.key in checked.path.sections else None
            return redirect(self.url("section", before) if before else self.survey.page.url)
        return self._go_on(found, checked, set(request.POST.getlist("seen")))

    def _go_on(self, section: Section, checked: Checked, seen: set[str]) -> HttpResponse:
        """Go on to the next section, unless something is wrong or there is more to answer here."""
        visible = set(checked.path.sections.get(section.key, ()))
        problems = {key: wrong for key, wrong in _here(checked, section).items() if key in seen}
        new = visible - seen
        if problems or new:
            return self._show(section, problems, 400 if problems else 200, new=new)
        after = checked.path.after(section.key) if section.key in checked.path.sections else None
        return redirect(self.url("section", after) if after else self.url("check"))

    def _find(self, key: str) -> Section | HttpResponse:
        """The section, if the answers so far lead to it."""
        if not self.ready():
            return redirect(self.url("answer"))
        section = self.questionnaire.section(key)
        if section is None:
            raise Http404
        path = validate(self.questionnaire, self.current.raw).path
        if section.key not in path.sections:
            return redirect(self.url("section", next(iter(path.sections))))
        return section

    def _save(self, section: Section) -> HttpResponse:
        try:
            count_all((SAVE_DEVICE, self.device), (SAVE_ADDRESS, address_of(self.request)))
        except Refused as refusal:
            messages.error(self.request, str(refusal.message))
        else:
            if not self.is_test:
                kept = {"raw": self.current.raw, "code": self.current.code}
                at = self.questionnaire.sections.index(section)
                save_answers(self.version, self.device, kept, at)
            messages.success(
                self.request,
                _(
                    "Saved. Open this survey again in this browser within 30 days, before it closes, "
                    "and go on where you stopped."
                ),
            )
        return redirect(self.url("section", section.key))

    def _show(
        self, section: Section, problems: dict[str, Wrong], status: int = 200, new: set[str] | None = None
    ) -> HttpResponse:
        raw = self.current.raw
        asked = asked_in(self.questionnaire, section, raw, problems)
        context = {
            "section_title": section.title.local(in_english()),
            "section_help": section.help.local(in_english()),
            "section_lang": lang_of(section.title),
            "asked": asked,
            "wrong": [each for each in asked if each.error and each.is_shown],
            "new": [each for each in asked if new and each.key in new],
            "progress": progress(self.questionnaire, section, raw),
            "rules": rules_for_script(self.questionnaire, section, raw),
            "is_first": section == self.questionnaire.sections[0],
        }
        return self.show("surveys/section.html", context, status)


def _here(checked: Checked, section: Section) -> dict[str, Wrong]:
    shown = checked.path.sections.get(section.key, ())
    return {key: wrong for key, wrong in checked.problems.items() if key in shown}


class CheckView(StepView):
    """All answers once more, and the sending."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show what is about to be sent."""
        if not self.ready():
            return redirect(self.url("answer"))
        if not self.has_draft:
            return self.lost()
        checked = validate(self.questionnaire, self.current.raw)
        return self._first_problem(checked.problems) or self._show(checked)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Send; whoever clicks twice is thanked twice and counted once."""
        if not self.ready():
            return redirect(self.url("answer"))
        if not self.has_draft:
            is_done = was_done(self.survey, self.device, is_test=self.is_test)
            return redirect(self.url("done")) if is_done else self.lost()
        try:
            count_all((SEND_DEVICE, self.device), (SEND_ADDRESS, address_of(request)))
            submit_response(
                self.version,
                self.current.raw,
                self.person(self.current),
                client_id=UUID(self.current.client_id),
                is_test=self.is_test,
            )
        except Incomplete as refusal:
            return self._first_problem(refusal.problems) or redirect(self.url("answer"))
        except Refused as refusal:
            checked = validate(self.questionnaire, self.current.raw)
            return self._show(checked, refusal)
        forget_draft(self.survey, self.device, is_test=self.is_test)
        if not self.is_test:
            forget_saved(self.survey, self.device)
        mark_done(self.survey, self.device, is_test=self.is_test)
        return redirect(self.url("done"))

    def _first_problem(self, problems: dict[str, Wrong]) -> HttpResponse | None:
        for section in self.questionnaire.sections:
            if any(question.key in problems for question in section.questions):
                url = self.url("section", section.key)
                return redirect(f"{url}{'&' if '?' in url else '?'}wrong=1")
        return None

    def _show(self, checked: Checked, refusal: Refused | None = None) -> HttpResponse:
        rows = check_of(self.questionnaire, checked.answers, checked.path.sections)
        context = {
            "sections": [
                (section, title, answers, self.url("section", section.key))
                for section, title, answers in rows
            ],
            "refusal": refusal,
            "is_answered": isinstance(refusal, AnsweredBefore),
            "back_url": self.url("section", list(checked.path.sections)[-1]),
        }
        return self.show("surveys/check.html", context, refusal.status if refusal is not None else 200)


class DoneView(AnsweringView):
    """Thank you, and when the result comes."""

    def _is_over_but_shown(self) -> bool:
        return True

    def get(self, request: HttpRequest) -> HttpResponse:
        """Thank whoever has just sent."""
        if not was_done(self.survey, self.device, is_test=self.is_test):
            return redirect(self.survey.page.url)
        return self.show("surveys/done.html", {})
