"""The questionnaire builder of the editor: sections of questions, each with a lasting block id."""

from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.telepath import register
from wagtail.blocks.struct_block import BlockGroup, StructBlockAdapter
from wagtail.images.blocks import ImageChooserBlock

# What a new question offers to fill in; the editor's form wants every field named.
EMPTY = {"text": "", "text_en": ""}
OPERATORS = [
    ("is", _("is")),
    ("is_not", _("is not")),
    ("answered", _("is answered")),
    ("at_least", _("is at least")),
    ("at_most", _("is at most")),
]


def question_layout(*own: str) -> BlockGroup:
    """What an editor sees of a question: its wording and answers first, rarer things folded away."""
    return BlockGroup(
        children=["name", "text", "text_en", *own, "is_required", "show_if"],
        settings=["help", "help_en", "image", "image_alt", "image_alt_en"],
    )


class RowBlock(blocks.StructBlock):
    """A few short fields side by side."""

    class Meta:
        form_classname = "struct-block builder-row"


class RowAdapter(StructBlockAdapter):
    """Brings the builder's style sheet along."""

    @cached_property
    def media(self) -> forms.Media:
        """What a row needs in the editor."""
        return super().media + forms.Media(css={"all": ["surveys/builder.css"]})


register(RowAdapter(), RowBlock)


class ConditionBlock(RowBlock):
    """One condition: a question, by its short name, compared with a value (an option or a number)."""

    question = blocks.CharBlock(label=_("short name of the question"), max_length=30)
    operator = blocks.ChoiceBlock(choices=OPERATORS, default="is", label=_("compared"))
    value = blocks.CharBlock(
        label=_("value"),
        max_length=200,
        required=False,
        help_text=_("The text of an option (or “other”), a number, or a date as 2026-11-30."),
    )

    class Meta:
        icon = "view"
        label = _("Condition")


class ShowIfBlock(blocks.StructBlock):
    """When a question or section is shown."""

    join = blocks.ChoiceBlock(
        choices=[("and", _("all of these")), ("or", _("one of these"))], default="and", label=_("joined by")
    )
    conditions = blocks.ListBlock(ConditionBlock(), label=_("conditions"), min_num=0, default=[])

    class Meta:
        icon = "view"
        label = _("Show only if")
        label_format = ""
        collapsed = True


class ShortNameBlock(blocks.RegexBlock):
    """What conditions, jumps and exports call a section or question."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("regex", r"^[a-z][a-z0-9_]{0,29}$")
        kwargs.setdefault("label", _("short name"))
        invalid = _("Begin with a small letter; only small letters, digits and _.")
        kwargs.setdefault("error_messages", {"invalid": invalid})
        super().__init__(**kwargs)


class QuestionBlock(blocks.StructBlock):
    """What all questions share."""

    name = ShortNameBlock(
        help_text=_("Small letters, digits and _; conditions and exports call the question so.")
    )
    text = blocks.CharBlock(label=_("question"), max_length=300)
    text_en = blocks.CharBlock(label=_("question in English"), max_length=300, required=False)
    help = blocks.CharBlock(label=_("help"), max_length=300, required=False)
    help_en = blocks.CharBlock(label=_("help in English"), max_length=300, required=False)
    image = ImageChooserBlock(label=_("image"), required=False)
    image_alt = blocks.CharBlock(label=_("what the image shows"), max_length=200, required=False)
    image_alt_en = blocks.CharBlock(
        label=_("what the image shows, in English"), max_length=200, required=False
    )
    is_required = blocks.BooleanBlock(label=_("must be answered"), required=False)
    show_if = ShowIfBlock(label=_("show only if"), required=False)


class OptionBlock(RowBlock):
    """One option, or one row of a matrix."""

    text = blocks.CharBlock(label=_("option"), max_length=200)
    text_en = blocks.CharBlock(label=_("option in English"), max_length=200, required=False)

    class Meta:
        icon = "list-ul"
        label = _("Option")


class JumpOptionBlock(OptionBlock):
    """An option of which only one can be chosen: it may lead on to a later section."""

    jump_to = blocks.CharBlock(
        label=_("go on with section"),
        max_length=30,
        required=False,
        help_text=_("The short name of a later section, or “end” to finish. Empty: the next section."),
    )


class ChoiceQuestionBlock(QuestionBlock):
    """A question of whose options one is chosen."""

    options = blocks.ListBlock(
        JumpOptionBlock(), min_num=2, default=[EMPTY | {"jump_to": ""}] * 2, max_num=60, label=_("options")
    )
    has_other = blocks.BooleanBlock(label=_("“other”, in own words"), required=False)

    class Meta:
        label_format = "{text}"
        form_layout = question_layout("options", "has_other")


class MultipleQuestionBlock(QuestionBlock):
    """A question of whose options several can be chosen."""

    options = blocks.ListBlock(OptionBlock(), min_num=2, default=[EMPTY] * 2, max_num=60, label=_("options"))
    has_other = blocks.BooleanBlock(label=_("“other”, in own words"), required=False)
    at_most = blocks.IntegerBlock(
        label=_("at most so many options"), min_value=2, max_value=60, required=False
    )

    class Meta:
        label_format = "{text}"
        form_layout = question_layout("options", "has_other", "at_most")


class TextQuestionBlock(QuestionBlock):
    """A question that is answered in words."""

    max_length = blocks.IntegerBlock(
        label=_("at most so many characters"), min_value=1, max_value=3000, default=300
    )

    class Meta:
        label_format = "{text}"
        form_layout = question_layout("max_length")


class NumberQuestionBlock(QuestionBlock):
    """A question that is answered by a number."""

    minimum = blocks.FloatBlock(label=_("smallest number"), required=False)
    maximum = blocks.FloatBlock(label=_("largest number"), required=False)
    unit = blocks.CharBlock(label=_("unit of measurement"), max_length=20, required=False)
    unit_en = blocks.CharBlock(label=_("unit of measurement in English"), max_length=20, required=False)
    is_whole = blocks.BooleanBlock(label=_("whole numbers only"), required=False, default=True)

    class Meta:
        label_format = "{text}"
        form_layout = question_layout("minimum", "maximum", "unit", "unit_en", "is_whole")


class DateQuestionBlock(QuestionBlock):
    """A question that is answered by a date."""

    class Meta:
        label_format = "{text}"
        form_layout = question_layout()


class RatingQuestionBlock(QuestionBlock):
    """A question that is answered by a rating from 1 to the highest."""

    highest = blocks.IntegerBlock(label=_("highest rating"), min_value=2, max_value=10, default=5)
    lowest_label = blocks.CharBlock(label=_("what 1 means"), max_length=40, required=False)
    lowest_label_en = blocks.CharBlock(label=_("what 1 means, in English"), max_length=40, required=False)
    highest_label = blocks.CharBlock(label=_("what the highest means"), max_length=40, required=False)
    highest_label_en = blocks.CharBlock(
        label=_("what the highest means, in English"), max_length=40, required=False
    )

    class Meta:
        label_format = "{text}"
        form_layout = question_layout(
            "highest", "lowest_label", "lowest_label_en", "highest_label", "highest_label_en"
        )


class RankingQuestionBlock(QuestionBlock):
    """A question that is answered by putting options in order."""

    options = blocks.ListBlock(OptionBlock(), min_num=2, default=[EMPTY] * 2, max_num=12, label=_("options"))

    class Meta:
        label_format = "{text}"
        form_layout = question_layout("options")


class MatrixQuestionBlock(QuestionBlock):
    """Several questions with the same answers: one row each."""

    rows = blocks.ListBlock(OptionBlock(), min_num=1, max_num=20, label=_("rows"))
    options = blocks.ListBlock(
        OptionBlock(), min_num=2, default=[EMPTY] * 2, max_num=10, label=_("answers to each row")
    )

    class Meta:
        label_format = "{text}"
        form_layout = question_layout("rows", "options")


QUESTION_BLOCKS: list[tuple[str, Any]] = [
    ("single", ChoiceQuestionBlock(icon="radio-full", label=_("One of several"))),
    ("multiple", MultipleQuestionBlock(icon="tick-inverse", label=_("Several of several"))),
    ("dropdown", ChoiceQuestionBlock(icon="collapse-down", label=_("One of a long list"))),
    ("short_text", TextQuestionBlock(icon="pilcrow", label=_("Short text"))),
    ("long_text", TextQuestionBlock(icon="doc-full", label=_("Long text"))),
    ("number", NumberQuestionBlock(icon="decimal", label=_("A number"))),
    ("date", DateQuestionBlock(icon="date", label=_("A date"))),
    ("rating", RatingQuestionBlock(icon="pick", label=_("Rating in points"))),
    ("ranking", RankingQuestionBlock(icon="order", label=_("Ranking"))),
    ("matrix", MatrixQuestionBlock(icon="table", label=_("Matrix"))),
]


class SectionBlock(blocks.StructBlock):
    """One screen of the questionnaire."""

    name = ShortNameBlock(help_text=_("Small letters, digits and _; jumps call the section so."))
    title = blocks.CharBlock(label=_("title"), max_length=120)
    title_en = blocks.CharBlock(label=_("English title"), max_length=150, required=False)
    help = blocks.TextBlock(label=_("introduction"), rows=2, required=False)
    help_en = blocks.TextBlock(label=_("English introduction"), rows=2, required=False)
    show_if = ShowIfBlock(label=_("show only if"), required=False)
    questions = blocks.StreamBlock(QUESTION_BLOCKS, label=_("questions"), collapsed=True)

    class Meta:
        icon = "list-ul"
        label = _("Section of questions")
        label_format = "{title} ({name})"
        form_layout = BlockGroup(
            children=["name", "title", "title_en", "show_if", "questions"], settings=["help", "help_en"]
        )


QUESTIONNAIRE_BLOCKS: list[tuple[str, Any]] = [("section", SectionBlock())]
