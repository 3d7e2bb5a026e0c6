"""What staff see beside a case that grew out of an interview: the question as written, where it was asked."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from interaction.interviews.models import Question


def render_question(question: Question) -> SafeString:
    """Render a question of an interview for staff who may see its case."""
    page = question.interview.page
    context = {"question": question, "page": page, "is_public": question.state in Question.PUBLIC_STATES}
    return render_to_string("interviews/admin/question.html", context)
