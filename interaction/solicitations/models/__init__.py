"""The tables of solicitations: the page with its draft, the run, opinions, and the adoption ledger."""

from interaction.solicitations.models.ledger import OpinionGroup
from interaction.solicitations.models.opinions import Opinion, OpinionSupport
from interaction.solicitations.models.page import SolicitationIndexPage, SolicitationPage
from interaction.solicitations.models.run import DraftVersion, Solicitation

__all__ = [
    "DraftVersion",
    "Opinion",
    "OpinionGroup",
    "OpinionSupport",
    "Solicitation",
    "SolicitationIndexPage",
    "SolicitationPage",
]
