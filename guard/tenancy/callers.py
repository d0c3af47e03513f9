"""Who calls, by the roster in force: it is replaced as a whole, and who is in already stays as it was."""

import asyncio

from guard.forward import Headers
from guard.tenancy.roster import Caller, Roster


class Callers:
    """Everybody who may call now.

    Args:
        roster: who that is at first.
    """

    def __init__(self, roster: Roster) -> None:
        self._roster = roster

    @property
    def roster(self) -> Roster:
        """The roster in force."""
        return self._roster

    def replace(self, roster: Roster) -> Roster:
        """Put another roster in force; give the one that was."""
        before, self._roster = self._roster, roster
        return before

    async def caller(self, headers: Headers, peer: str = "") -> Caller | None:
        """Give who sent a request to one of Guard's own endpoints, or None for nobody who is known.

        Args:
            headers: the request's, names in lower case.
            peer: the address that it came from.
        """
        roster = self._roster
        if roster.due(headers):
            return await asyncio.to_thread(roster.caller, headers, peer)
        return roster.caller(headers, peer)

    async def sender(self, headers: Headers, peer: str = "") -> Caller | None:
        """Give who sent a request to a provider's route; see `caller`."""
        roster = self._roster
        if roster.anybody is None and roster.due(headers):
            return await asyncio.to_thread(roster.sender, headers, peer)
        return roster.sender(headers, peer)
