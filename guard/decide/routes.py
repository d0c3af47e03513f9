"""The routes that a policy has passed on unscreened: what may stand there."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from guard.decide.source import Place, Source

MOST: Final = 50
"""Routes that one policy may have passed on."""
_METHODS: Final = ("DELETE", "GET", "HEAD", "PATCH", "POST", "PUT")
_LONGEST: Final = 100
_STEP: Final = r"[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?"
_PATH: Final = re.compile(rf"/{_STEP}(?:/(?:{_STEP}|\{{\}}))*")
_OURS: Final = frozenset(("guard", "healthz", "metrics", "readyz"))
"""How paths begin that are answered here and have no provider."""
_PLACE: Final[Place] = ("routes", "pass")


def problems(
    source: Source, passes: Sequence[str], screened: Callable[[str, str], str | None]
) -> Iterator[str]:
    """Yield what is wrong with the routes of one file.

    Args:
        source: the file.
        passes: its routes.
        screened: gives the screened route that has a path in common with a method and a path, or None.
    """
    for at, route in enumerate(passes):
        place = (*_PLACE, at)
        method, _, path = route.partition(" ")
        if method not in _METHODS or len(path) > _LONGEST or not _PATH.fullmatch(path):
            yield source.problem(
                place,
                f"expected one of {', '.join(_METHODS)}, a space and a path as /v1/files/{{}}, where {{}} stands for"
                f" one segment and not the first, of at most {_LONGEST} characters",
            )
        elif path.split("/")[1].lower() in _OURS:
            yield source.problem(place, f"`{route}` is answered by Guard itself: expected a provider's route")
        elif (there := screened(method, path)) is not None:
            yield source.problem(
                place, f"`{route}` would pass what `{there}` screens: expected a route that is not screened"
            )


def too_many(source: Source, passes: Sequence[str]) -> Iterator[str]:
    """Yield the mistake of a policy that has more routes, with all it extends, than there may be."""
    if len(passes) > MOST:
        yield source.problem(_PLACE, f"expected at most {MOST} routes, with those of all files")
