"""How fast keyword search is, beside SQLite FTS5 and Haystack's BM25 over the same tokens in the same run.

`python -m tests.benchmarks.bench_search` makes 5,000, 20,000 and 58,000 passages in a database of its own;
`--database` asks what is loaded in the one that DATABASE_URL names. Times are milliseconds a question.
"""

import argparse
import os
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import django

SIZES = (5_000, 20_000, 58_000)
HAYSTACK_SIZE = 5_000
WARM_UP = 5


def main() -> None:
    """Measure and print a table."""
    options = _options()
    with tempfile.TemporaryDirectory() as directory:
        if not options.database:
            os.environ["DATABASE_URL"] = f"sqlite:///{Path(directory) / 'bench.sqlite3'}"
            os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.test"
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.local")
        django.setup()
        _head()
        if options.database:
            measure_loaded(options.questions)
        else:
            measure_made(options.sizes, options.questions)


def measure_made(sizes: Iterable[int], questions: int) -> None:
    """Fill a new database step by step and measure at each size."""
    from django.db import connection

    from search.models import Embedding, IndexChange, IndexHead, Passage, Phrasing, Synonym
    from tests.benchmarks.synthetic import Maker

    with connection.schema_editor() as editor:
        for model in (IndexHead, IndexChange, Passage, Phrasing, Embedding, Synonym):
            editor.create_model(model)
    maker, made = Maker(), []
    for size in sorted(sizes):
        fresh = maker.passages(size - len(made))
        _store(fresh, len(made))
        made += fresh
        measure([(made.text, made.heading, made.title) for made in made], maker.questions(made, questions))
    connection.close()


def measure_loaded(questions: int) -> None:
    """Measure on the passages that the database holds, asking pieces of their own sentences."""
    from search.models import Passage
    from search.retrieval import read_question

    rows = Passage.objects.live().values_list("text_tokens", "heading_tokens", "title_tokens")
    texts = [text for text in Passage.objects.live().values_list("text", flat=True) if len(text) > 20]
    if not texts:
        sys.exit("The database holds no passages.")
    chosen = random.Random(7).choices(texts, k=questions)
    measure(list(rows), [list(read_question(text[2:24]).weights) for text in chosen])


def measure(rows: list[tuple[str, str, str]], questions: list[list[str]]) -> None:
    """Ask the replica and its peers the same questions and print one line."""
    from search.replica import Replica
    from search.retrieval import Question, by_keyword
    from search.scope import Scope

    start = time.perf_counter()
    replica = Replica(None).refresh()
    built = time.perf_counter() - start
    scope = Scope(role="provision")
    ours = _times(
        lambda terms: by_keyword(replica, Question("", dict.fromkeys(terms, 1.0)), scope), questions
    )
    peers = [_times(_fts5(rows), questions)]
    if len(rows) <= HAYSTACK_SIZE:
        peers.append(_times(_haystack(rows), questions))
    _line(len(rows), built, ours, peers)


def _store(passages: list[Any], start: int) -> None:
    from django.db import transaction

    from search.actions import take_revision
    from search.models import Passage

    with transaction.atomic():
        revision = take_revision()
        Passage.objects.bulk_create(
            (
                Passage(
                    document_id=str(start + at), page_id=(start + at) // 40 + 1, site_id=1, locale="zh-hans",
                    text_tokens=made.text, heading_tokens=made.heading, title_tokens=made.title,
                    changed=revision,
                )
                for at, made in enumerate(passages)
            ),
            batch_size=2000,
        )  # fmt: skip


def _fts5(rows: list[tuple[str, str, str]]) -> Callable[[list[str]], object]:
    table = sqlite3.connect(":memory:")
    table.execute("CREATE VIRTUAL TABLE passage USING fts5(text, heading, title)")
    table.executemany("INSERT INTO passage VALUES (?, ?, ?)", rows)
    query = (
        "SELECT rowid, bm25(passage, 1, 0.3, 0.3) AS score FROM passage WHERE passage MATCH ? "
        "ORDER BY score LIMIT 400"
    )
    return lambda terms: table.execute(query, [" OR ".join(f'"{term}"' for term in terms)]).fetchall()


def _haystack(rows: list[tuple[str, str, str]]) -> Callable[[list[str]], object]:
    from haystack import Document
    from haystack.document_stores.in_memory import InMemoryDocumentStore

    store = InMemoryDocumentStore()
    store.write_documents([Document(id=str(at), content="\n".join(row)) for at, row in enumerate(rows)])
    return lambda terms: store.bm25_retrieval(" ".join(terms), top_k=400)


def _times(ask: Callable[[list[str]], object], questions: list[list[str]]) -> tuple[float, float]:
    from search.evaluation import percentile

    for terms in questions[:WARM_UP]:
        ask(terms)
    times = []
    for terms in questions:
        start = time.perf_counter()
        ask(terms)
        times.append((time.perf_counter() - start) * 1000)
    return percentile(times, 50), percentile(times, 95)


def _head() -> None:
    names = f"{'passages':>9} {'built s':>8} {'portal':>15} {'SQLite FTS5':>25} {'Haystack BM25':>25}"
    _say(names)
    _say(f"{'':>9} {'':>8} {'p50':>7} {'p95':>7}" + f" {'p50':>8} {'p95':>8} {'ratio':>7}" * 2)


def _line(size: int, built: float, ours: tuple[float, float], peers: list[tuple[float, float]]) -> None:
    line = f"{size:>9,} {built:>8.2f} {ours[0]:>7.2f} {ours[1]:>7.2f}"
    for median, slow in peers:
        line += f" {median:>8.2f} {slow:>8.2f} {f'×{median / ours[0]:.0f}':>7}"
    _say(line)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", action="store_true", help="use what DATABASE_URL holds")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--questions", type=int, default=60)
    return parser.parse_args()


if __name__ == "__main__":
    main()
