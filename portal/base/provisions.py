"""A provision: the smallest piece of a page that can be found, quoted and linked to. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Provision:
    """One quotable piece of a page.

    `number` is as printed (第三条, （一）); `heading_path` runs from chapter to section;
    `anchor` is unique in its page; `text` is plain, paragraphs separated by newlines.
    """

    anchor: str
    number: str
    heading_path: tuple[str, ...]
    text: str
    kind: str = "article"

    @property
    def label(self) -> str:
        """How a citation names this piece: the headings' numbers and its own."""
        return self.number or (self.heading_path[-1] if self.heading_path else "")
