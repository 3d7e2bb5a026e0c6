"""Cases: whatever a citizen is owed an answer to."""

from interaction.cases.models.case import REPLY, Case, CaseQuerySet, NumberSeries, reply_rule
from interaction.cases.models.desk import Absence, CannedReply
from interaction.cases.models.event import CaseEvent, Proposal
from interaction.cases.models.files import Attachment
from interaction.cases.models.mailbox import MailboxKeeper, MailboxPage
from interaction.cases.models.publication import Publication
from interaction.cases.models.reply import Rating, Reply, Supplement

__all__ = [
    "REPLY",
    "Absence",
    "Attachment",
    "CannedReply",
    "Case",
    "CaseEvent",
    "CaseQuerySet",
    "MailboxKeeper",
    "MailboxPage",
    "NumberSeries",
    "Proposal",
    "Publication",
    "Rating",
    "Reply",
    "Supplement",
    "reply_rule",
]
