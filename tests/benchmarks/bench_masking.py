"""How fast personal data is masked: letters of growing length, and texts made to be slow.

`python -m tests.benchmarks.bench_masking`. Times are milliseconds a text; twice the length should take twice
the time.
"""

import json
import sys
import time
from pathlib import Path

from portal.base.personal_data import find_personal_data, mask_personal_data

LENGTHS = (500, 5_000, 20_000, 40_000)
ROUNDS = 3
MARKED = Path(__file__).parents[1] / "data" / "personal_data" / "marked.jsonl"


def main() -> None:
    """Measure and print a table."""
    rows = MARKED.read_text(encoding="utf-8").splitlines()
    letters = "".join(json.loads(row)["text"] for row in rows)
    texts = {"letters": letters, "digits": "1 ", "names": "我叫王", "mailboxes": "a@", "doors": "1号"}
    sys.stdout.write(f"{'masking':<10}" + "".join(f"{length:>10,}" for length in LENGTHS) + "\n")
    for name, text in texts.items():
        times = "".join(f"{_milliseconds(_cut(text, length)):>10.1f}" for length in LENGTHS)
        sys.stdout.write(f"{name:<10}{times}\n")
    found = sum(len(find_personal_data(json.loads(row)["text"])) for row in rows)
    sys.stdout.write(f"{found} findings in {len(rows)} marked letters\n")


def _cut(text: str, length: int) -> str:
    return (text * (length // len(text) + 1))[:length]


def _milliseconds(text: str) -> float:
    mask_personal_data(text)
    start = time.perf_counter()
    for _round in range(ROUNDS):
        mask_personal_data(text)
    return (time.perf_counter() - start) * 1000 / ROUNDS


if __name__ == "__main__":
    main()
