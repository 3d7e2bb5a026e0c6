"""Answers from published policies only."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChatbotConfig(AppConfig):
    """Conversations, the answer pipeline, handoff, evaluation."""

    name = "chatbot"
    label = "chatbot"
    verbose_name = _("Chatbot")

    def ready(self) -> None:
        """Let the desk show the conversation that a case grew out of."""
        from chatbot.transcripts import render_transcript
        from interaction.cases.sources import register_source

        register_source("chatbot.conversation", render_transcript)
