"""The demo city's conversations: real questions, answered by the real pipeline when the demo is loaded."""

import json
from pathlib import Path

from chatbot.actions import ask_question, begin_conversation
from chatbot.models import Conversation
from portal.base.demo import Demo

_CONVERSATIONS = Path(__file__).parent / "demo_conversations.json"


def load(demo: Demo) -> None:
    """Hold the sample conversations, unless there are conversations already."""
    if Conversation.objects.for_site(demo.site).exists():
        return
    samples = json.loads(_CONVERSATIONS.read_text(encoding="utf-8"))
    for sample in samples:
        conversation = begin_conversation(demo.site, "zh-hans")
        for question in sample["turns"]:
            ask_question(conversation, question)
    demo.say(f"{len(samples)} conversations")
