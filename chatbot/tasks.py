"""Background work of the chatbot."""

from django.db import transaction
from django.tasks import task

from chatbot.gaps import embed_gaps
from search.embedding import get_embedder


def enqueue_gaps() -> None:
    """Have new gaps embedded once the transaction is committed."""
    if get_embedder() is not None:
        transaction.on_commit(embed_known_gaps.enqueue)


@task(queue_name="embedding")
def embed_known_gaps() -> int:
    """Embed what has no vector yet; a question is embedded in some hundredths of a second."""
    embedder = get_embedder()
    return embed_gaps(embedder) if embedder is not None else 0
