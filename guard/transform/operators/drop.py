"""Drop: the value goes, and nothing takes its place."""

from presidio_anonymizer.operators import Redact

from guard.transform.operators.pseudonym import Pseudonyms
from guard.types import Rewrite

_REDACT = Redact()


def drop(value: str, _label: str, _rewrite: Rewrite, _pseudonyms: Pseudonyms) -> str:
    """Give an empty string."""
    return str(_REDACT.operate(value, {}))
