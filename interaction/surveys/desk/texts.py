"""Reading over what people wrote, many at a time."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from interaction.moderation.codes import codes_of
from interaction.surveys.actions.moderating import hide_texts, show_texts
from interaction.surveys.desk.views import SurveyDeskView
from interaction.surveys.models import TextAnswer
from interaction.surveys.reading import questionnaire_of
from interaction.surveys.results import texts_to_handle
from portal.base.errors import NotAllowed, Refused
from portal.base.models import in_english

TEXTS_A_PAGE = 50


class TextsView(SurveyDeskView):
    """The texts of a survey by state and question; ticked ones are shown or hidden together."""

    template_name = "surveys/desk/texts.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show them, unless the survey is sealed."""
        try:
            return self.render_to_response(self.get_context_data())
        except NotAllowed as refusal:
            messages.error(request, str(refusal.message))
            return redirect("surveys_desk:survey", survey_id=self.survey.pk)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show or hide the ticked ones."""
        chosen = [key for each in request.POST.getlist("texts") if (key := _key(each))]
        try:
            if request.POST.get("do") == "hide":
                count = hide_texts(self.survey, request.user, chosen, request.POST.get("code", ""))
            else:
                count = show_texts(self.survey, request.user, chosen)
        except Refused as refusal:
            if isinstance(refusal, NotAllowed):
                messages.error(request, str(refusal.message))
                return redirect("surveys_desk:survey", survey_id=self.survey.pk)
            context = self.get_context_data(problem=refusal.message, ticked=chosen)
            return self.render_to_response(context, status=refusal.status)
        words = ngettext("%(count)d text was changed.", "%(count)d texts were changed.", count)
        messages.success(request, words % {"count": count})
        query = urlencode(
            {name: self.request.GET[name] for name in ("state", "question") if name in request.GET}
        )
        return redirect(f"{reverse('surveys_desk:texts', args=[self.survey.pk])}?{query}")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """One page of texts.

        Raises:
            NotAllowed: the survey is sealed.
        """
        texts = texts_to_handle(self.survey, self.request.user).select_related("rejection", "moderated_by")
        state = self.request.GET.get("state", TextAnswer.State.PENDING)
        question = self.request.GET.get("question", "")
        if state in TextAnswer.State:
            texts = texts.filter(state=state)
        questions = self._questions()
        if question in questions:
            texts = texts.filter(question=question)
        page = Paginator(texts, TEXTS_A_PAGE).get_page(self.request.GET.get("p"))
        rows = [{"text": text, "asked": questions.get(text.question, text.question)} for text in page]
        own = {
            "rows": rows,
            "texts_page": page,
            "state": state,
            "states": [*TextAnswer.State.choices, ("all", _("All"))],
            "question": question,
            "questions": questions.items(),
            "codes": codes_of(self.survey.site),
        }
        return super().get_context_data(**own | kwargs)

    def _questions(self) -> dict[str, str]:
        """The questions that take words, the newest wording of each."""
        english = in_english()
        return {
            question.key: question.text.local(english)
            for version in self.survey.versions.all()
            for question in questionnaire_of(version).questions
            if question.takes_words
        }


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
