"""The `key: value` lines between two rules of `---` at the head of a Markdown file. Pure."""

import re

_FRONT_MATTER = re.compile(r"\A\s*---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_PAIR = re.compile(r"([A-Za-z_][\w-]*)[ \t]*:[ \t]*(.*)")


def split_front_matter(text: str) -> tuple[dict[str, str], str]:
    """Split a text into its front matter and its body.

    A line that is no pair continues the value above it. Quotes around a value are dropped.
    """
    text = text.removeprefix("\ufeff")
    match = _FRONT_MATTER.match(text)
    if match is None:
        return {}, text
    values: dict[str, str] = {}
    key = ""
    for line in match[1].splitlines():
        pair = _PAIR.match(line)
        if pair:
            key = pair[1].lower()
            values[key] = pair[2].strip()
        elif key and line.strip():
            values[key] = f"{values[key]} {line.strip()}".strip()
    return {name: _unquoted(value) for name, value in values.items()}, text[match.end() :]


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value
