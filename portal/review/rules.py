"""Who may approve what. Pure."""

from collections.abc import Collection


def may_approve(user_id: int, editors: Collection[int], approvers: Collection[int]) -> bool:
    """Nobody approves a text they edited, and nobody approves two stages (R089)."""
    return user_id not in editors and user_id not in approvers
