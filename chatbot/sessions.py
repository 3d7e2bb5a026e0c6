"""Which conversation is a visitor's: kept in the session, so it survives a reload and nobody else sees it."""

from django.http import HttpRequest
from django.utils.translation import get_language

from chatbot.actions import begin_conversation
from chatbot.models import Conversation, Turn
from interaction.cases.views import site_of

_KEY = "chatbot.conversation"


def find_conversation(request: HttpRequest) -> Conversation | None:
    """The visitor's conversation on this site, if one was begun."""
    kept = request.session.get(_KEY)
    return Conversation.objects.for_site(site_of(request)).filter(pk=kept).first() if kept else None


def own_conversation(request: HttpRequest) -> Conversation:
    """The visitor's conversation on this site, begun now if need be."""
    conversation = find_conversation(request)
    if conversation is None:
        conversation = begin_conversation(site_of(request), get_language() or "")
        request.session[_KEY] = conversation.pk
    return conversation


def own_turn(request: HttpRequest, number: str) -> Turn | None:
    """A turn of the visitor's own conversation; anybody else's is not there."""
    conversation = find_conversation(request)
    if conversation is None or not number.isdecimal() or len(number) > 18:
        return None
    return conversation.turns.filter(pk=int(number)).first()
