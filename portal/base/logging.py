"""Logs that hold nobody's numbers: what is written about an error is masked like everything public."""

import logging


class MaskingFormatter(logging.Formatter):
    """Formats a record, its traceback included, and masks what leads to one person (`SECRET_KINDS`)."""

    def format(self, record: logging.LogRecord) -> str:
        """Format and mask."""
        # Imported late: logging is set up before everything else, also for a command that logs nothing.
        from portal.base.personal_data import SECRET_KINDS, mask_personal_data

        return mask_personal_data(super().format(record), SECRET_KINDS)
