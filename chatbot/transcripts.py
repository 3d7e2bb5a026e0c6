"""A conversation as the desk shows it."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from chatbot.models import Conversation
from chatbot.presentation import show_turns


def render_transcript(conversation: Conversation) -> SafeString:
    """Render all turns of a conversation for staff."""
    turns = show_turns(conversation.turns.all())
    return render_to_string("chatbot/admin/transcript.html", {"turns": turns})
