"""The tables of surveys: the page with its questionnaire, versions, responses, the frozen result."""

from interaction.surveys.models.access import AccessCode, SavedAnswers, Ticket
from interaction.surveys.models.page import SurveyIndexPage, SurveyPage
from interaction.surveys.models.responses import SurveyResponse, TextAnswer
from interaction.surveys.models.run import FrozenResult, Survey, SurveyVersion

__all__ = [
    "AccessCode",
    "FrozenResult",
    "SavedAnswers",
    "Survey",
    "SurveyIndexPage",
    "SurveyPage",
    "SurveyResponse",
    "SurveyVersion",
    "TextAnswer",
    "Ticket",
]
