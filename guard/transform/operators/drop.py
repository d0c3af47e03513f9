"""Drop: the value goes, and nothing takes its place."""

from guard.transform.operators.pseudonym import Pseudonyms
from guard.types import Rewrite


def drop(_value: str, _label: str, _rewrite: Rewrite, _pseudonyms: Pseudonyms) -> str:
    """Give an empty string."""
    return ""
