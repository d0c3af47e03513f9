"""The name a label has inside a rewritten text."""

import re

_OTHER = re.compile(r"[^A-Z0-9]+")


def placeholder(label: str) -> str:
    """Give a label as capitals and underscores.

    >>> placeholder("EMAIL_ADDRESS"), placeholder("words:codenames"), placeholder("sexual/minors")
    ('EMAIL_ADDRESS', 'CODENAMES', 'SEXUAL_MINORS')
    """
    return _OTHER.sub("_", label.removeprefix("words:").upper()).strip("_")
