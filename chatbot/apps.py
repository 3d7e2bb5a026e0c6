"""Answers from published policies only."""

from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from wagtail.models import Site

    from interaction.cases.answered import PossibleAnswer


class ChatbotConfig(AppConfig):
    """Conversations, the answer pipeline, handoff, evaluation."""

    name = "chatbot"
    label = "chatbot"
    verbose_name = _("Chatbot")

    def ready(self) -> None:
        """Let the desk show the conversation that a case grew out of; offer policies to who writes."""
        from chatbot.transcripts import render_transcript
        from interaction.cases.answered import register_answer_source
        from interaction.cases.sources import register_source

        register_source("chatbot.conversation", render_transcript)
        register_answer_source(_policy_passages)


def _policy_passages(site: "Site", text: str, limit: int) -> "list[PossibleAnswer]":
    # The index reads the database and NumPy: only when the first text is compared.
    from chatbot.citations import policy_passages

    return policy_passages(site, text, limit)
