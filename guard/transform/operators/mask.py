"""Mask: the value becomes asterisks, of which the last few may stay readable."""

from presidio_anonymizer.operators import Mask

from guard.transform.operators.pseudonym import Pseudonyms
from guard.types import Rewrite

_MASK = Mask()


def mask(value: str, _label: str, rewrite: Rewrite, _pseudonyms: Pseudonyms) -> str:
    """Give asterisks; at most ``keep_last`` code points, and never more than half, stay readable."""
    hidden = len(value) - min(rewrite.keep_last, len(value) // 2)
    return str(_MASK.operate(value, {"masking_char": "*", "chars_to_mask": hidden, "from_end": False}))
