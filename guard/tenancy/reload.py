"""Files are watched; what changed is read and opened whole, and only then put in force.

A mistake leaves everything as it was: traffic goes on by what is in force, and the mistake is shown by
`/readyz`, metrics and log until it is mended.
"""

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from stat import S_ISDIR
from typing import Final

from guard.errors import GuardError, PolicyError
from guard.telemetry import Event, Label, event
from guard.tenancy.callers import Callers
from guard.tenancy.load import Tenancy
from guard.tenancy.opener import Opened, Opener

AGAIN_S: Final = 30.0
"""Seconds after which a set with mistakes is read again, whether or not one of its files changed."""
APPROVED_S: Final = 5.0
"""Seconds after which it is looked again whether officers stand for a policy."""
_TOLD: Final = 20
"""Mistakes that the log tells of."""
_Mark = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """What is in force, and what could not come into force.

    Args:
        since: UTC seconds at which what is in force came into force.
        tenants: how many there are.
        problems: the mistakes of the set that is not in force, each ``file:line: key: expected …``.
        waiting: tenants whose newer policy nobody stands for yet.
    """

    since: float
    tenants: int
    problems: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()

    def lines(self) -> tuple[str, ...]:
        """Say it in words, without what stands in files: anybody may read this."""
        at = datetime.fromtimestamp(self.since, UTC).isoformat(timespec="seconds")
        said = [f"policies of {self.tenants} tenant{'' if self.tenants == 1 else 's'}, in force since {at}"]
        if self.problems:
            said.append(
                f"a newer set is not in force: {len(self.problems)} mistakes (see the log, or `guard tenants check`)"
            )
        if self.waiting:
            said.append(f"{len(self.waiting)} newer policies wait for approval")
        return tuple(said)


class Reloader:
    """Keeps what is in force as the files say.

    Args:
        source: reads everything there is to open; adds each file it looks at to what it is given.
        opener: opens it.
        every_s: seconds between two looks at the files; 0 for none.
        ticks: seconds that never go back.

    Raises:
        PolicyError: with every mistake: without a first set there is nothing to serve by.
    """

    def __init__(
        self,
        source: Callable[[set[Path]], Tenancy],
        opener: Opener,
        *,
        every_s: float = 2.0,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._source = source
        self._opener = opener
        self._every_s = every_s
        self._ticks = ticks
        self._files: set[Path] = set()
        self._opened = opener.open(source(self._files))
        self._mark = marks(self._files)
        self._tried = ticks()
        self.callers = Callers(self._opened.roster)
        self.standing = Standing(time.time(), len(self._opened.specs))
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def opened(self) -> Opened:
        """What is in force."""
        return self._opened

    def start(self) -> None:
        """Begin to look at the files."""
        if self._every_s and self._thread is None:
            self._thread = threading.Thread(target=self._run, name="guard-reload", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Stop looking."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=10)

    def look(self) -> None:
        """Look at the files once, and put in force what changed, or tell why not."""
        standing = self.standing
        mark = marks(self._files)
        wait = AGAIN_S if standing.problems else APPROVED_S
        again = (standing.problems or standing.waiting) and self._ticks() - self._tried > wait
        if mark == self._mark and not again:
            self._opener.tidy(self._opened)
            return
        self._tried = self._ticks()
        seen: set[Path] = set()
        try:
            opened = self._opener.open(self._source(seen), self._opened)
        except PolicyError as bad:
            self._broken(bad.problems)
        except GuardError as bad:
            self._broken((str(bad),))
        else:
            self._put(opened)
            self._files = set()
        # Files of what is in force count until another set is.
        self._files |= seen
        self._mark = marks(self._files)

    def _put(self, opened: Opened) -> None:
        before, self._opened = self._opened, opened
        changed = [
            name
            for name, tenant in opened.roster.tenants.items()
            if before.roster.tenants.get(name) is not tenant
        ]
        self.callers.replace(opened.roster)
        self._opener.leave(before, opened)
        self._opener.tidy(opened)
        self.standing = Standing(time.time(), len(opened.specs), waiting=opened.waiting)
        self._opener.metrics.reloaded(0)
        event(Event.RELOADED, tenants=len(opened.specs), changed=len(changed))

    def _broken(self, problems: tuple[str, ...]) -> None:
        new = problems != self.standing.problems
        standing = self.standing
        self.standing = Standing(standing.since, standing.tenants, problems, standing.waiting)
        self._opener.metrics.reloaded(len(problems))
        if new:
            event(Event.RELOAD_FAILED, problems=len(problems))
            for each in problems[:_TOLD]:
                event(Event.MISTAKE, place=_place(each))

    def _run(self) -> None:
        while not self._stop.wait(self._every_s):
            try:
                self.look()
            except Exception as bug:  # noqa: BLE001  # whatever it is, what is in force stays so
                self._broken((f"reload: {type(bug).__name__}",))
                event(Event.FAILED, kind=Label(type(bug).__name__))


def marks(files: Iterable[Path]) -> _Mark:
    """Give what changes when a file does, when one comes into a folder, or one goes."""
    return tuple((str(path), *_mark(path)) for path in sorted(files))


def _mark(path: Path) -> _Mark:
    try:
        found = path.stat()  # what a link points to: a mounted ConfigMap changes by its links
        inside = tuple(sorted(each.name for each in path.iterdir())) if S_ISDIR(found.st_mode) else ()
    except OSError as error:
        return (error.errno,)
    return found.st_ino, found.st_mtime_ns, found.st_size, inside


def _place(problem: str) -> Label:
    """Give file and line of a mistake, and nothing that stands there."""
    name, _, rest = problem.partition(":")
    line, _, _ = rest.partition(":")
    try:
        return Label(f"{Path(name).name}:{line.strip()}" if line.strip().isdigit() else Path(name).name)
    except ValueError:
        return Label("unnamed")
