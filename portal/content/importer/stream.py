"""Blocks as a StreamField stores them. Pure."""

from collections import Counter
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from portal.content.outline import Block


def to_stream(blocks: list[Block]) -> list[dict[str, Any]]:
    """Write blocks as raw stream data.

    A block's id follows from what it is, so that two imports of a policy can be compared
    block by block: an article keeps its id when its text changes.
    """
    seen: Counter[str] = Counter()
    stream = []
    for block in blocks:
        name = f"{block.kind}:{block.number or block.text[:40]}"
        seen[name] += 1
        block_id = uuid5(NAMESPACE_URL, f"policy-block:{name}:{seen[name]}")
        stream.append({"type": block.kind, "value": _value(block), "id": str(block_id)})
    return stream


def _value(block: Block) -> Any:
    match block.kind:
        case "heading":
            return {"level": str(block.level), "text": block.text}
        case "article":
            return {"number": block.number, "text": block.text}
        case "table":
            return {"data": [list(row) for row in block.rows], "first_row_is_table_header": True}
        case _:
            return block.text
