"""Mask: the value becomes asterisks, of which the last few may stay readable."""

from guard.transform.operators.pseudonym import Pseudonyms
from guard.types import Rewrite


def mask(value: str, _label: str, rewrite: Rewrite, _pseudonyms: Pseudonyms) -> str:
    """Give asterisks; at most ``keep_last`` code points, and never more than half, stay readable."""
    hidden = len(value) - min(rewrite.keep_last, len(value) // 2)
    return "*" * hidden + value[hidden:]
