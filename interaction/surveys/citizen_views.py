"""Doors for citizens: answer section by section, check, send, be thanked; all of it without a script."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from interaction.cases.views import address_of
from interaction.surveys.actions.answering import (
    AnsweredBefore,
    Incomplete,
    submit_response,
)
from interaction.surveys.actions.saving import forget_saved, save_answers
from interaction.surveys.answer_forms import lang_of, read_section
from interaction.surveys.drafts import forget_draft, mark_done, was_done
from interaction.surveys.limits import (
    SAVE_ADDRESS,
    SAVE_DEVICE,
    SEND_ADDRESS,
    SEND_DEVICE,
    STEP_ADDRESS,
    count_all,
)
from interaction.surveys.presentation import asked_in, check_of, progress, rules_for_script
from interaction.surveys.questionnaire import Section
from interaction.surveys.steps import AnsweringView, StepView
from interaction.surveys.validating import Checked, Wrong, validate
from portal.base.errors import Refused, TooMany
from portal.base.models import in_english


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
        try:
            count_all((STEP_ADDRESS, address_of(request)))
        except TooMany as refusal:
            return self.show("surveys/start.html", {"what": "refused", "refusal": refusal}, refusal.status)
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
