"""What personal data is called here, and which of it a person must never have typed into a question."""

from dataclasses import dataclass

ID_CARD, BANK_CARD, PHONE, EMAIL = "id_card", "bank_card", "phone", "email"
PLATE, DOCUMENT, ACCOUNT, BIRTH_DATE = "plate", "document", "account", "birth_date"
NAME, ADDRESS = "name", "address"

# What leads straight to one person, or to a person's money. A name or a street in a question is no secret:
# people ask about the office in 解放路12号.
SECRET_KINDS = frozenset({ID_CARD, BANK_CARD, PHONE, EMAIL, PLATE, DOCUMENT, ACCOUNT})
ALL_KINDS = SECRET_KINDS | {BIRTH_DATE, NAME, ADDRESS}


@dataclass(frozen=True, slots=True)
class Finding:
    """One piece of personal data: its kind and where it stands in the text."""

    kind: str
    start: int
    end: int
