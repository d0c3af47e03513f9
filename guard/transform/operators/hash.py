"""Hash: the value becomes a digest that only holders of the tenant's key can compare."""

from presidio_anonymizer.operators import Hash

from guard.transform.operators.pseudonym import Pseudonyms
from guard.types import Rewrite

_HASH = Hash()


def hash_value(value: str, label: str, _rewrite: Rewrite, pseudonyms: Pseudonyms) -> str:
    """Give 64 hex digits: SHA-256 of the value salted with a secret of the tenant.

    An unsalted digest of a telephone number is found by trying all numbers.
    """
    return str(_HASH.operate(value, {"hash_type": "sha256", "salt": pseudonyms.secret(label)}))
