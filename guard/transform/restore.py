"""Tokens that this exchange issued become the values they stand for; all others stay."""

import re
from collections.abc import Mapping

_TOKEN = re.compile(r"<[A-Z0-9_]{1,100}>")


def restore(value: str, tokens: Mapping[str, str]) -> str:
    """Give a text with the exchange's own tokens turned back, in one pass.

    A restored value is never looked at again, so a value that looks like a token stays as it is.
    """
    if not tokens or "<" not in value:
        return value
    return _TOKEN.sub(lambda match: tokens.get(match.group(), match.group()), value)
