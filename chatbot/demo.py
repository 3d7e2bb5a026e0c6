"""The demo city's conversations: real questions, answered by the real pipeline when the demo is loaded."""

import json
from pathlib import Path

from chatbot.actions import ask_question, begin_conversation
from chatbot.gaps import pending_gaps
from chatbot.models import Conversation, KnownGap
from chatbot.tasks import enqueue_gaps
from portal.base.demo import Demo
from search.embedding import get_embedder
from search.passages import question_digest
from search.vectors_file import read_vectors

_GAPS = Path(__file__).parent / "demo_gaps.txt"
_VECTORS = Path(__file__).parent / "demo_vectors.npz"
_CONVERSATIONS = Path(__file__).parent / "demo_conversations.json"


def load(demo: Demo) -> None:
    """Enter the known gaps that are missing; hold the sample conversations, unless there are any."""
    load_gaps(demo)
    if Conversation.objects.for_site(demo.site).exists():
        return
    samples = json.loads(_CONVERSATIONS.read_text(encoding="utf-8"))
    for sample in samples:
        conversation = begin_conversation(demo.site, "zh-hans")
        for question in sample["turns"]:
            ask_question(conversation, question)
    demo.say(f"{len(samples)} conversations")


def load_gaps(demo: Demo) -> None:
    """Enter the known gaps that are missing, with their vectors where the model has made them."""
    known = set(KnownGap.objects.for_site(demo.site).values_list("question", flat=True))
    lines = _GAPS.read_text(encoding="utf-8").splitlines()
    rows = [line.partition("\t") for line in lines]
    gaps = [
        KnownGap(site=demo.site, question=question, advice=advice, digest=question_digest(question))
        for question, _tab, advice in rows
        if question not in known
    ]
    KnownGap.objects.bulk_create(gaps)
    embedder = get_embedder()
    if embedder is not None:
        read_vectors(_VECTORS, embedder.name, pending_gaps(embedder.name))
        enqueue_gaps()
    demo.say(f"{len(rows)} known gaps, {len(gaps)} of them new")
