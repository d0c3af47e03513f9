"""Operators: how one value is rewritten. One per file, all of them in one mapping.

Every operator takes the value, the label it was found under, the rewrite the rule asks for and
the exchange's pseudonyms, and gives what stands in the value's place.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from guard.transform.operators.drop import drop
from guard.transform.operators.hash import hash_value
from guard.transform.operators.mask import mask
from guard.transform.operators.pseudonym import Pseudonyms, pseudonym
from guard.transform.operators.replace import replace
from guard.transform.operators.synthetic import synthetic
from guard.types import Operator, Rewrite

OperatorFunction = Callable[[str, str, Rewrite, Pseudonyms], str]

OPERATORS: Mapping[Operator, OperatorFunction] = MappingProxyType(
    {
        Operator.REPLACE: replace,
        Operator.MASK: mask,
        Operator.HASH: hash_value,
        Operator.PSEUDONYM: pseudonym,
        Operator.SYNTHETIC: synthetic,
        Operator.DROP: drop,
    }
)
