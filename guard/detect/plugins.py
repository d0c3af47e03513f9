"""Detectors in Python packages: entry points of the group `guard.detectors`.

An entry point names a class, or a function, that is called without arguments and gives an object with
``labels``, every label it may find, and ``detect(texts, direction)``. That gives a list of findings for
each text, each finding a mapping as in our contract over HTTP (policies/FORMAT.md).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from guard.detect.remote.client import Rejected
from guard.errors import ConfigError

GROUP = "guard.detectors"


@dataclass(frozen=True, slots=True)
class Plugin:
    """A detector of an installed package.

    Args:
        labels: every label it may find.
        version: name and version of its package.
        detect: its function.
    """

    labels: tuple[str, ...]
    version: str
    detect: Callable[[list[str], str], Any] = field(repr=False)

    def ask(self, question: Any, until: float) -> Any:
        """Ask it as our contract asks over HTTP; it cannot be interrupted, whoever waits goes on.

        Raises:
            Rejected: if it raises anything.
        """
        del until
        try:
            listed = self.detect(question["texts"], question["direction"])
            return {"results": [{"findings": list(map(dict, found))} for found in listed]}
        except Exception:  # noqa: BLE001  # whatever it raises is a value for the policy
            raise Rejected from None


def plugin(name: str) -> Plugin:
    """Load the detector that an entry point names, once for a process.

    Raises:
        ConfigError: if there is no such entry point, more than one, or what it gives is no detector.
    """
    return _load(_only(name, entry_points(group=GROUP, name=name)))


def _only(name: str, found: Iterable[EntryPoint]) -> EntryPoint:
    listed: Sequence[EntryPoint] = tuple(dict.fromkeys(found))
    if not listed:
        known = sorted({each.name for each in entry_points(group=GROUP)})
        raise ConfigError(
            f"no entry point `{name}` in the group `{GROUP}`: expected one of {', '.join(known) or 'none installed'}"
        )
    if len(listed) > 1:
        raise ConfigError(f"{len(listed)} packages have an entry point `{name}` in `{GROUP}`: expected one")
    return listed[0]


@cache
def _load(point: EntryPoint) -> Plugin:
    try:
        made = point.load()()
        labels = tuple(made.labels)
        detect = made.detect
    except Exception as failed:  # noqa: BLE001  # whatever a package does wrong, the policy does not load
        # Its class only: what a package says may hold anything.
        raise ConfigError(f"entry point `{point.name}` cannot be used: {type(failed).__name__}") from None
    if not labels or not all(isinstance(label, str) for label in labels) or not callable(detect):
        raise ConfigError(f"entry point `{point.name}`: expected an object with `labels` and `detect`")
    version = f"{point.dist.name}=={point.dist.version}" if point.dist else ""
    return Plugin(labels, version, detect)
