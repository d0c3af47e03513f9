"""Checks of the members of headers, rings and statements: closed charsets, ranges, canonical JSON."""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from audit.errors import RecordError

MAX_INT: Final = 2**53 - 1
"""Largest integer that every JSON reader keeps exact (RFC 8785, 3.2.2.3)."""
NAME: Final = re.compile(r"[A-Za-z0-9._:/-]{1,64}")
"""A label that must not be empty, such as a tenant."""
LABEL: Final = re.compile(r"[A-Za-z0-9._:/-]{0,64}")
OFFICER: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
"""An officer's name: also part of a file name, hence no `/` and no leading dot."""
RID: Final = re.compile(r"[0-9a-f]{32}")
DIGEST: Final = re.compile(r"[0-9a-f]{64}")
SIGNATURE: Final = re.compile(r"[0-9a-f]{128}")
"""An Ed25519 signature in hex."""
# RFC 8785 for what headers hold, and several times as fast as its general form: members are sorted by code
# point, which for ASCII names is the order of UTF-16 units that it asks for; labels of printable ASCII need
# no escape but the two that both write alike; an integer up to MAX_INT is its decimal digits in both.
_CANONICAL: Final = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=True, check_circular=False
)


def canonical(members: Mapping[str, Any]) -> bytes:
    """Return members as canonical JSON (RFC 8785): printable ASCII and integers only, as in headers."""
    return _CANONICAL.encode(members).encode("ascii")


def match(name: str, value: object, pattern: re.Pattern[str]) -> None:
    """Refuse a value that is not a string of a pattern.

    Raises:
        RecordError: it is not; the message starts with `name`.
    """
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise RecordError(f"{name}: expected {pattern.pattern}")


def choice(name: str, value: object, *choices: str) -> None:
    """Refuse a value that is none of the choices.

    Raises:
        RecordError: it is none; the message starts with `name`.
    """
    if value not in choices:
        raise RecordError(f"{name}: expected one of {', '.join(choices)}")


def integer(name: str, value: object, low: int, high: int) -> None:
    """Refuse a value that is not an integer in a range.

    Raises:
        RecordError: it is not; the message starts with `name`.
    """
    if type(value) is not int or not low <= value <= high:  # a bool is an int to isinstance
        raise RecordError(f"{name}: expected an integer from {low} to {high}")


def absent_or(name: str, value: object, pattern: re.Pattern[str]) -> None:
    """Refuse a value that is neither empty nor a string of a pattern.

    Raises:
        RecordError: it is neither; the message starts with `name`.
    """
    if value != "":
        match(name, value, pattern)
