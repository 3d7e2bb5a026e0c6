"""Answers from published policies only."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChatbotConfig(AppConfig):
    """Conversations, the answer pipeline, handoff, evaluation."""

    name = "chatbot"
    label = "chatbot"
    verbose_name = _("Chatbot")
