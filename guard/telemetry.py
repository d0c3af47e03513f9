"""Logs. They have no way to carry text: events are enums, what belongs to them counts and ids."""

import logging
import re
import sys
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Any, Self, TextIO

import structlog

_LABEL = re.compile(r"[A-Za-z0-9_.:@/*{}-]{0,100}")


class Label(str):
    """A string that is known to be an id or a name of ours.

    Raises:
        ValueError: if it does not look like one; the message does not repeat it.
    """

    __slots__ = ()

    def __new__(cls, value: str) -> Self:
        """Accept a short string of letters, digits and a few signs."""
        if not _LABEL.fullmatch(value):
            raise ValueError("expected an id or a name")
        return super().__new__(cls, value)


class Event(StrEnum):
    """Everything that is ever logged."""

    STARTED = "started"
    STOPPED = "stopped"
    EXCHANGE = "exchange"
    REFUSED = "refused"
    PASSED = "passed"
    AUDIT_UNAVAILABLE = "audit_unavailable"
    AUDIT_DROPPED = "audit_dropped"
    FILTER_UNAVAILABLE = "filter_unavailable"
    UPSTREAM_FAILED = "upstream_failed"
    CLIENT_GONE = "client_gone"
    FAILED = "failed"
    RELOADED = "reloaded"
    RELOAD_FAILED = "reload_failed"
    MISTAKE = "mistake"
    SPANS_LOST = "spans_lost"


Field = int | float | bool | StrEnum | Label


@lru_cache(maxsize=1)
def _logger(stream: TextIO) -> Any:
    return structlog.wrap_logger(
        structlog.PrintLogger(file=stream),
        processors=[
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
    ).bind()


def event(what: Event, **fields: Field) -> None:
    """Log one event as a line of JSON on standard error.

    Raises:
        TypeError: if a field could hold free text: a caller's bug.
    """
    _logger(sys.stderr).info(what.value, **plain(fields))


def plain(fields: Mapping[str, Field]) -> dict[str, int | float | str]:
    """Give fields as they are written.

    Raises:
        TypeError: if one could hold free text: a caller's bug.
    """
    for name, value in fields.items():
        if not isinstance(value, int | float | StrEnum | Label):
            raise TypeError(f"{name}: expected a number, an enum or a Label")
    return {name: str(value) if isinstance(value, str) else value for name, value in fields.items()}


def hushed(library: str) -> None:
    """Keep out of the log what a library says of its own accord: it may hold anything, and is no JSON."""
    logger = logging.getLogger(library)  # noqa: TID251 - to silence it
    logger.propagate = False
    logger.handlers = [logging.NullHandler()]
