"""The tables of interviews: the page that announces, the run that happens, what is asked and answered."""

from interaction.interviews.models.drafts import AnswerDraft, PreparedQuestion
from interaction.interviews.models.page import (
    InterviewGuest,
    InterviewIndexPage,
    InterviewMember,
    InterviewPage,
)
from interaction.interviews.models.questions import Question, QuestionVote
from interaction.interviews.models.quotas import YearlyQuota
from interaction.interviews.models.reminders import Reminder
from interaction.interviews.models.run import Interview, InterviewPicture

__all__ = [
    "AnswerDraft",
    "Interview",
    "InterviewGuest",
    "InterviewIndexPage",
    "InterviewMember",
    "InterviewPage",
    "InterviewPicture",
    "PreparedQuestion",
    "Question",
    "QuestionVote",
    "Reminder",
    "YearlyQuota",
]
