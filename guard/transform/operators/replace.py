"""Replace: the value becomes its label in angle brackets."""

from presidio_anonymizer.operators import Replace

from guard.transform.operators.placeholder import placeholder
from guard.transform.operators.pseudonym import Pseudonyms
from guard.types import Rewrite

_REPLACE = Replace()


def replace(value: str, label: str, _rewrite: Rewrite, _pseudonyms: Pseudonyms) -> str:
    """Give ``<LABEL>``."""
    return str(_REPLACE.operate(value, {"new_value": f"<{placeholder(label)}>"}))
