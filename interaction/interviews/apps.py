"""Online interviews (在线访谈; R037, R048, R049)."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InterviewsConfig(AppConfig):
    """From the notice to the signed transcript."""

    name = "interaction.interviews"
    label = "interviews"
    verbose_name = _("Interviews")

    def ready(self) -> None:
        """Listen to publishing and cases; open the rooms; let the desk show what a case grew out of."""
        from interaction.cases.sources import register_source
        from interaction.interviews import case_receivers, receivers  # noqa: F401
        from interaction.interviews.case_source import render_question
        from interaction.interviews.gates import interview_gate
        from interaction.interviews.models import Interview
        from interaction.rooms.gates import register_gate

        register_source("interviews.question", render_question)
        register_gate(Interview, interview_gate)
