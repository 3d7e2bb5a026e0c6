"""What people typed, on its way into a spreadsheet."""

# A cell that begins so is a formula to a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def no_formula(text: str) -> str:
    """A text as a spreadsheet will not calculate it."""
    return f"'{text}" if text.startswith(_FORMULA) else text
