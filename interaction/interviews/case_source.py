"""What staff see beside a case that grew out of an interview: the question as written, where it was asked."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from interaction.interviews.models import Interview, Question


def render_question(question: Question) -> SafeString:
    """Render a question of an interview for staff who may see its case."""
    page = question.interview.page
    is_cancelled = question.interview.state == Interview.State.CANCELLED
    is_public = question.state in Question.PUBLIC_STATES and not is_cancelled
    context = {"question": question, "page": page, "is_public": is_public, "is_cancelled": is_cancelled}
    return render_to_string("interviews/admin/question.html", context)
