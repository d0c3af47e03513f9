"""What a request says of itself in headers: the app it comes from, and labels that policies go by.

Both are the caller's word. A policy can make more of them or less; a floor holds whatever they say.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from guard.errors import WireError
from guard.forward import Request

APP: Final = "x-guard-app"
"""The header that names the app, where the credential does not."""
LABELS: Final = "x-guard-labels"
"""The header with further labels: ``team=hr, stage=live``."""
MOST: Final = 16
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_NONE: Final[Mapping[str, str]] = MappingProxyType({})


def app(request: Request) -> str:
    """Give the app that a request says it comes from, empty if it says none.

    Raises:
        WireError: it does not look like a name.
    """
    said = request.header(APP).strip()
    if said and not _NAME.fullmatch(said):
        raise WireError(
            f"header {APP}: expected a name of letters, digits, dots, hyphens", code="invalid_label"
        )
    return said


def labels(request: Request) -> Mapping[str, str]:
    """Give the labels of a request.

    Raises:
        WireError: they are not ``name=value``, names and values as plain as an app's, each name once.
    """
    said = request.header(LABELS).strip()
    if not said:
        return _NONE
    found: dict[str, str] = {}
    for each in said.split(","):
        name, equals, value = each.strip().partition("=")
        if not equals or not _NAME.fullmatch(name) or not _NAME.fullmatch(value) or name in found:
            raise WireError(f"header {LABELS}: expected name=value, name=value", code="invalid_label")
        found[name] = value
    if len(found) > MOST:
        raise WireError(f"header {LABELS}: expected at most {MOST} labels", code="invalid_label")
    return found
