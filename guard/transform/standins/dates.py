"""Dates, moved by up to four years and written as they were."""

import datetime as dt
import re
from collections.abc import Sequence

from guard.transform.standins.draw import Draw

_MONTHS = "january february march april may june july august september october november december".split()
_NUMERIC = re.compile(r"(?a)(\d{1,4})([./\-])(\d{1,2})\2(\d{1,4})")
_WORDED = re.compile(r"(?ai)(\d{1,2})((?:st|nd|rd|th)?(?: of)?[ \-.]+)([a-z]{3,9})([,.]?[ \-]+)(\d{4})")
_MONTH_FIRST = re.compile(r"(?ai)([a-z]{3,9})(\.? +)(\d{1,2})((?:st|nd|rd|th)?,? +)(\d{4})")
_YEAR = 4
_CENTURY = 50
_FEWEST = 30
_MOST = 4 * 365
_TRIES = 64


def date(value: str, draw: Draw) -> str | None:
    """Give another date in the same notation, None if the value is not one that is understood.

    Where day and month could be either, they still could be afterwards.
    """
    return _numeric(value, draw) or _worded(value, draw) or _month_first(value, draw)


def _moved(day: dt.date, draw: Draw) -> dt.date:
    days = _FEWEST + draw.below(_MOST - _FEWEST)
    return day + dt.timedelta(days=days if draw.below(2) else -days)


def _read(year: str, month: int, day: str) -> dt.date | None:
    full = int(year)
    if len(year) < _YEAR:
        full += 2000 if full < _CENTURY else 1900
    try:
        read = dt.date(full, month, int(day))
    except ValueError:
        return None
    # Far from where years have fewer or more digits, so that every date can be moved.
    return read if 1010 <= full <= 8990 else None  # noqa: PLR2004


def _numeric(value: str, draw: Draw) -> str | None:
    found = _NUMERIC.fullmatch(value)
    if found is None:
        return None
    first, sign, middle, last = found.groups()
    if len(first) == _YEAR:
        return _written(_read(first, int(middle), last), (first, middle, last), "ymd", sign, draw)
    if len(last) not in (2, _YEAR) or len(first) > 2:  # noqa: PLR2004  # a year has two digits or four
        return None
    order = "dmy" if sign == "." or int(first) > 12 else "mdy"  # noqa: PLR2004  # months
    month, day = (middle, first) if order == "dmy" else (first, middle)
    either = sign != "." and max(int(first), int(middle)) <= 12  # noqa: PLR2004
    return _written(_read(last, int(month), day), (first, middle, last), order, sign, draw, either=either)


def _written(
    read: dt.date | None,
    fields: Sequence[str],
    order: str,
    sign: str,
    draw: Draw,
    *,
    either: bool = False,
) -> str | None:
    if read is None:
        return None
    for _ in range(_TRIES):
        moved = _moved(read, draw)
        if not either or moved.day <= 12:  # noqa: PLR2004  # months
            break
    else:
        return None
    width = min(len(like) for name, like in zip(order, fields, strict=True) if name != "y")
    year = str(moved.year)
    numbers = {"y": year, "m": f"{moved.month:0{width}}", "d": f"{moved.day:0{width}}"}
    short = len(fields[order.index("y")]) < _YEAR
    return sign.join(year[2:] if name == "y" and short else numbers[name] for name in order)


def _worded(value: str, draw: Draw) -> str | None:
    found = _WORDED.fullmatch(value)
    if found is None:
        return None
    day, gap, name, sign, year = found.groups()
    made = _month(name, day, year, draw)
    return made and f"{made[0]}{_ordinal(gap, made[0])}{made[1]}{sign}{made[2]}"


def _month_first(value: str, draw: Draw) -> str | None:
    found = _MONTH_FIRST.fullmatch(value)
    if found is None:
        return None
    name, gap, day, sign, year = found.groups()
    made = _month(name, day, year, draw)
    return made and f"{made[1]}{gap}{made[0]}{_ordinal(sign, made[0])}{made[2]}"


def _month(name: str, day: str, year: str, draw: Draw) -> tuple[str, str, str] | None:
    """Move a date whose month is a word; give day, month and year as they are written."""
    short = len(name) == 3  # noqa: PLR2004  # letters of an abbreviation
    known = [month[:3] if short else month for month in _MONTHS]
    if name.lower() not in known:
        return None
    read = _read(year, known.index(name.lower()) + 1, day)
    if read is None:
        return None
    moved = _moved(read, draw)
    month = known[moved.month - 1]
    written = month.upper() if name.isupper() else month if name.islower() else month.capitalize()
    width = len(day) if day.startswith("0") else 1
    return f"{moved.day:0{width}}", written, str(moved.year)


def _ordinal(gap: str, day: str) -> str:
    """Give what stands behind a day with the ending that the day asks for."""
    if gap[:2].lower() not in ("st", "nd", "rd", "th"):
        return gap
    teen = 11 <= int(day) <= 13  # noqa: PLR2004  # eleventh, twelfth, thirteenth
    ending = "th" if teen else {"1": "st", "2": "nd", "3": "rd"}.get(day[-1], "th")
    return ending + gap[2:]
