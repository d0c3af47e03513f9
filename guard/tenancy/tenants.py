"""All tenants of a process, as the sidecar and the middleware see them."""

import asyncio
from collections.abc import Iterator

from guard.metrics import Metrics, Reading
from guard.tenancy.callers import Callers
from guard.tenancy.opener import Opener
from guard.tenancy.reload import Reloader, Standing


class Tenants:
    """Serves tenants as the files say, and follows these while it runs.

    Args:
        opener: opens tenants.
        reloader: reads the files.
    """

    def __init__(self, opener: Opener, reloader: Reloader) -> None:
        self._opener = opener
        self._reloader = reloader
        opener.metrics.look_at(self._readings)

    @property
    def callers(self) -> Callers:
        """Who may call."""
        return self._reloader.callers

    @property
    def metrics(self) -> Metrics:
        """Where everything is counted."""
        return self._opener.metrics

    @property
    def standing(self) -> Standing:
        """What is in force, and what could not come into force."""
        return self._reloader.standing

    @property
    def ready(self) -> bool:
        """Whether what is flagged can be recorded, by every log that is open."""
        roster = self.callers.roster
        # The log of one tenant is opened at the start, those of many when they are first needed.
        return all(
            each.service.ready
            for each in roster.tenants.values()
            if each.service.recording or each is roster.anybody
        )

    def _readings(self) -> Iterator[Reading]:
        for each in self.callers.roster.tenants.values():
            yield from each.service.readings()

    def told(self) -> tuple[str, ...]:
        """Say what is in force, and what could not come into force."""
        return self.standing.lines()

    def look(self) -> None:
        """Look at the files once, now."""
        self._reloader.look()

    def start(self) -> None:
        """Open what flagged exchanges need, and begin to look at files."""
        if self.callers.roster.anybody is not None:
            self.callers.roster.anybody.service.start()
        self._reloader.start()

    async def close(self) -> None:
        """Write what is queued for every audit log, and stop."""
        await asyncio.to_thread(self._reloader.stop)
        await self._opener.close_upstreams()
        self._opener.close()
