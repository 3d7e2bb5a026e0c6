"""The chat as a visitor's browser uses it."""

from typing import Any

from django.test import Client

SCRIPT = {"X-Requested-With": "XMLHttpRequest"}


def ask(client: Client, question: str, *, script: bool = False, **data: Any) -> Any:
    headers = SCRIPT if script else {}
    return client.post("/chat/ask/", {"question": question, **data}, headers=headers)


def page_of(client: Client) -> str:
    return client.get("/chat/").content.decode()
