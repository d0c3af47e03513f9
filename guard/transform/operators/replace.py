"""Replace: the value becomes its label in angle brackets."""

from guard.transform.operators.placeholder import placeholder
from guard.transform.operators.pseudonym import Pseudonyms
from guard.types import Rewrite


def replace(_value: str, label: str, _rewrite: Rewrite, _pseudonyms: Pseudonyms) -> str:
    """Give ``<LABEL>``."""
    return f"<{placeholder(label)}>"
