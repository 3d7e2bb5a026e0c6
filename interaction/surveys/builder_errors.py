"""The problems of a questionnaire, in words, at the very block of the builder that has them."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

from interaction.surveys.checking import Fault, Problem

type Tree = dict[int | str, Any]

_LISTS = {"conditions", "options", "rows"}


def describe(problem: Problem) -> str:
    """What is wrong, for the editor."""
    words = {
        Fault.EMPTY: _("Add at least one section with a question."),
        Fault.DUPLICATE_SECTION: _("Another section is called “%(name)s” too: give each its own short name."),
        Fault.DUPLICATE_QUESTION: _(
            "Another question is called “%(name)s” too: give each its own short name."
        ),
        Fault.DUPLICATE_OPTION: _("“%(name)s” is there twice."),
        Fault.RESERVED_NAME: _("“%(name)s” means the end of the questionnaire: choose another name."),
        Fault.UNKNOWN_QUESTION: _("No question is called “%(name)s”."),
        Fault.LATER_QUESTION: _(
            "“%(name)s” is not asked before this: a condition can only look at earlier questions."
        ),
        Fault.UNKNOWN_VALUE: _("“%(name)s” is no possible answer to that question."),
        Fault.UNFIT_OPERATOR: _("Answers to “%(name)s” cannot be compared so."),
        Fault.UNKNOWN_SECTION: _("No section is called “%(name)s”."),
        Fault.BACKWARD_JUMP: _(
            "“%(name)s” is not a later section: going back to it would lead people in a circle."
        ),
        Fault.UNREACHABLE: _("Nobody gets to “%(name)s”: the jumps before it lead past it in every case."),
        Fault.UNANSWERABLE: _("No number fits both limits of “%(name)s”."),
        Fault.UNTOLD_IMAGE: _("Say what the image of “%(name)s” shows, for who cannot see it."),
    }
    return words[problem.fault] % {"name": problem.name}


def builder_error(found: list[Problem]) -> ValidationError:
    """One error for the builder's field, which shows each problem at its block."""
    whole = [ValidationError(describe(problem)) for problem in found if not problem.path]
    tree: Tree = {}
    for problem in found:
        if problem.path:
            _put(tree, problem.path, describe(problem))
    errors = {at: _struct(child) for at, child in tree.items()}
    return StreamBlockValidationError(block_errors=errors, non_block_errors=whole)


def _put(tree: Tree, path: tuple[int | str, ...], words: str) -> None:
    for step in path[:-1]:
        tree = tree.setdefault(step, {})
    tree.setdefault(path[-1], []).append(words)


def _struct(tree: Tree) -> ValidationError:
    return StructBlockValidationError(block_errors={name: _child(name, it) for name, it in tree.items()})


def _child(name: int | str, it: Any) -> ValidationError:
    if isinstance(it, list):
        return ValidationError(it)
    if name == "questions":
        return StreamBlockValidationError(block_errors={at: _struct(child) for at, child in it.items()})
    if name in _LISTS:
        return ListBlockValidationError(block_errors={at: _struct(child) for at, child in it.items()})
    return _struct(it)
