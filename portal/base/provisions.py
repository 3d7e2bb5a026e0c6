"""A provision: the smallest piece of a page that can be found, quoted and linked to. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Provision:
    """One quotable piece of a page.

    `number` is as printed (第三条, （一）); `heading_path` runs from chapter to section;
    `anchor` is unique in its page; `text` is plain, paragraphs separated by newlines; `caption` (条旨) says
    in everyday words what it is about, where the author gave one; `questions` (常见问法) are ways in which
    citizens ask what it answers.
    """

    anchor: str
    number: str
    heading_path: tuple[str, ...]
    text: str
    kind: str = "article"
    caption: str = ""
    questions: tuple[str, ...] = ()
