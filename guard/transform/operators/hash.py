"""Hash: the value becomes a digest that only holders of the tenant's key can compare."""

import hashlib
import hmac

from guard.transform.operators.pseudonym import Pseudonyms
from guard.types import Rewrite


def hash_value(value: str, label: str, _rewrite: Rewrite, pseudonyms: Pseudonyms) -> str:
    """Give 64 hex digits: HMAC-SHA-256 of the value with a secret of the tenant.

    A digest without a key of a telephone number is found by trying all numbers.
    """
    return hmac.digest(pseudonyms.secret(label), value.encode(), hashlib.sha256).hex()
