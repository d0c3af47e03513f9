"""A predicate for numbers that have no check of their own and count because of a word beside them."""

import re
from collections.abc import Callable

_YEAR = "(?:19|20)[0-9]{2}"
_MONTH = "(?:0[1-9]|1[0-2])"
_DAY = "(?:0[1-9]|[12][0-9]|3[01])"
_DATE = re.compile(f"{_YEAR}{_MONTH}{_DAY}|{_DAY}{_MONTH}{_YEAR}|{_MONTH}{_DAY}{_YEAR}|{_YEAR}{_YEAR}")


def number(*, digits: int = 0, letters: int = 0, signs: int = 0) -> Callable[[str], bool | None]:
    """Give a check that rules out words, dates, spans of years and runs of one sign; it confirms nothing.

    Args:
        digits: the least number of digits.
        letters: the least number of letters.
        signs: the least number of both together.
    """

    def valid(value: str) -> bool | None:
        core = [sign for sign in value if sign.isalnum()]
        figures = "".join(sign for sign in core if sign.isdigit())
        if len(figures) < digits or len(core) - len(figures) < letters or len(core) < signs:
            return False
        if len(figures) == len(core) and _DATE.fullmatch(figures):
            return False
        return None if len(set(core)) > 1 else False

    return valid
