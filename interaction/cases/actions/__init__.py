"""The only code that changes a case. Every action locks the row, asks who may, and leaves a trace."""

from interaction.cases.actions.accepting import Receipt, open_case
from interaction.cases.actions.assigning import assign_case, object_to_assignment, triage_case
from interaction.cases.actions.citizen import rate_reply, supplement_case, withdraw_case
from interaction.cases.actions.closing import close_case, close_settled_cases, reopen_case
from interaction.cases.actions.deciding import decide_proposal, propose_extension, propose_invalid
from interaction.cases.actions.erasing import erase_case, erase_case_for_citizen, erase_old_cases
from interaction.cases.actions.filing import delete_orphaned_files
from interaction.cases.actions.holding import claim_case, hand_over_case, hand_over_cases, release_case
from interaction.cases.actions.merging import merge_cases
from interaction.cases.actions.publishing import publish_case, unpublish_case, withdraw_consent
from interaction.cases.actions.replying import reply_to_case
from interaction.cases.actions.writing import acknowledge_case, ask_citizen, note_case
from interaction.cases.exports import export_case

__all__ = [
    "Receipt",
    "acknowledge_case",
    "ask_citizen",
    "assign_case",
    "claim_case",
    "close_case",
    "close_settled_cases",
    "decide_proposal",
    "delete_orphaned_files",
    "erase_case",
    "erase_case_for_citizen",
    "erase_old_cases",
    "export_case",
    "hand_over_case",
    "hand_over_cases",
    "merge_cases",
    "note_case",
    "object_to_assignment",
    "open_case",
    "propose_extension",
    "propose_invalid",
    "publish_case",
    "rate_reply",
    "release_case",
    "reopen_case",
    "reply_to_case",
    "supplement_case",
    "triage_case",
    "unpublish_case",
    "withdraw_case",
    "withdraw_consent",
]
