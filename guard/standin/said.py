"""What the stand-in says: what it received, twice."""

import json
from typing import Any, Final

MODEL: Final = "stand-in"


def text_of(received: Any) -> str:
    """Give what was received as one string."""
    return received if isinstance(received, str) else json.dumps(received, ensure_ascii=False)


def quoted(received: str) -> str:
    """Quote what was received: a token in its own brackets is turned back on the way, one in others is not."""
    shown = received.replace("<", "\u2039").replace(">", "\u203a")
    return f"What the provider received: {shown}\nWhat it says, as you get it back: {received}"


def words(text: str) -> list[str]:
    """Cut a text into its words, each with the space before it."""
    first, *rest = text.split(" ")
    return [first, *(f" {word}" for word in rest)]


def pieces(text: str) -> list[str]:
    """Cut a text where no word ends."""
    return [text[at : at + 7] for at in range(0, len(text), 7)]
