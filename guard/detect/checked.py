"""Predicates of detectors, from python-stdnum: checksums are never our own.

https://arthurdejong.org/python-stdnum/
"""

from collections.abc import Callable
from importlib import import_module


def stdnum(name: str) -> Callable[[str], bool]:
    """Give python-stdnum's check for an identifier, imported when the first value asks for it.

    Args:
        name: the module below ``stdnum``, such as ``nl.bsn``.
    """

    def valid(value: str) -> bool:
        return bool(import_module(f"stdnum.{name}").is_valid(value))

    return valid
