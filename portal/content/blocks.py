"""The blocks of bodies, and their one reading for display, links and index."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.rich_text import get_text_for_indexing

from portal.content.outline import Block

_LEVELS = [("1", _("Chapter")), ("2", _("Section")), ("3", _("Subsection"))]


class HeadingBlock(blocks.StructBlock):
    """A heading with its level."""

    level = blocks.ChoiceBlock(choices=_LEVELS, default="1", label=_("level"))
    text = blocks.CharBlock(label=_("text"))

    class Meta:
        icon = "title"
        label = _("Heading")


class ArticleBlock(blocks.StructBlock):
    """An article (第三条) or item （一） of a policy: plain paragraphs."""

    number = blocks.CharBlock(label=_("number"), max_length=40)
    text = blocks.TextBlock(label=_("text"), rows=4)

    class Meta:
        icon = "list-ol"
        label = _("Article")


class CaptionedImageBlock(blocks.StructBlock):
    """An image that says in words what it shows."""

    image = ImageChooserBlock(label=_("image"))
    alt = blocks.CharBlock(label=_("what it shows"))
    caption = blocks.CharBlock(label=_("caption"), required=False)

    class Meta:
        icon = "image"
        label = _("Image")


class QuestionBlock(blocks.StructBlock):
    """A question with its answer."""

    question = blocks.CharBlock(label=_("question"))
    answer = blocks.TextBlock(label=_("answer"), rows=3)

    class Meta:
        icon = "help"
        label = _("Question and answer")


POLICY_BLOCKS: list[tuple[str, Any]] = [
    ("heading", HeadingBlock()),
    ("article", ArticleBlock()),
    ("paragraph", blocks.TextBlock(label=_("Paragraph"), icon="pilcrow")),
    ("table", TableBlock(label=_("Table"))),
]

STORY_BLOCKS: list[tuple[str, Any]] = [
    ("heading", HeadingBlock()),
    (
        "paragraph",
        blocks.RichTextBlock(label=_("Paragraph"), features=["bold", "italic", "ol", "ul", "link"]),
    ),
    ("table", TableBlock(label=_("Table"))),
    ("image", CaptionedImageBlock()),
    ("quote", blocks.TextBlock(label=_("Quotation"), icon="openquote")),
    ("questions", blocks.ListBlock(QuestionBlock(), label=_("Questions and answers"))),
]

ATTACHMENT_BLOCKS: list[tuple[str, Any]] = [("document", DocumentChooserBlock(label=_("Attachment")))]


def read_blocks(body: blocks.StreamValue) -> Iterator[Block]:
    """Read a body's blocks as plain text, in order."""
    for child in body:
        yield from _read(child.block_type, child.value)


def _read(kind: str, value: Any) -> Iterator[Block]:
    match kind:
        case "heading":
            yield Block("heading", value["text"], level=int(value["level"]))
        case "article":
            yield Block("article", value["text"], number=value["number"])
        case "table":
            yield Block("table", rows=_rows(value))
        case "questions":
            for pair in value:
                yield Block("paragraph", f"{pair['question']}\n{pair['answer']}")
        case "image":
            yield Block("paragraph", value["caption"] or "")
        case "paragraph" if hasattr(value, "source"):
            yield Block("paragraph", get_text_for_indexing(value.source))
        case _:
            yield Block("paragraph", str(value))


def _rows(value: Any) -> tuple[tuple[str, ...], ...]:
    data = (value or {}).get("data") or []
    return tuple(tuple(str(cell or "").strip() for cell in row) for row in data)
