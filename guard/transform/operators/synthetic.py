"""Synthetic: the value becomes an invented one that looks like it, and comes back like a token."""

from guard.transform.operators.pseudonym import Pseudonyms
from guard.types import Rewrite


def synthetic(value: str, label: str, _rewrite: Rewrite, pseudonyms: Pseudonyms) -> str:
    """Give the value's stand-in and remember it for the way back; its token if it has none."""
    return pseudonyms.stand_in(label, value) or pseudonyms.token(label, value)
