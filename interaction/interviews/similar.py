"""Questions that were asked already, for a text that somebody is about to send."""

from interaction.cases.published.matching import covered, pairs_of
from interaction.interviews.models import Interview, Question

# Questions that share less of their words ask for something else. It is only a suggestion, and whoever
# means something else sends theirs: better one too many than the same question twice.
LEAST_SHARED = 0.4
SHORTEST_TEXT = 4
# Of so many questions the words are compared; the most wanted come first.
CANDIDATES = 2000


def similar_questions(interview: Interview, text: str, limit: int = 3) -> list[Question]:
    """The shown questions that ask the same as a text, the most alike first; often none."""
    pairs = pairs_of(text)
    if len(text.strip()) < SHORTEST_TEXT or not pairs:
        return []
    questions = interview.questions.public().most_wanted_first()
    rows = questions.defer("text", "notice_email", "query_code")[:CANDIDATES]
    scored = [(_likeness(pairs, text, question.public_text), question) for question in rows]
    alike = [one for one in scored if one[0] >= LEAST_SHARED]
    return [question for _score, question in sorted(alike, key=lambda one: -one[0])[:limit]]


def _likeness(pairs: list[str], text: str, other: str) -> float:
    """The shares (0 to 1) of the words of each that the other has, in the mean: length is no likeness."""
    return (covered(pairs, other) + covered(pairs_of(other), text)) / 2
