"""The roster in force is replaced as a whole."""

import asyncio
import threading
from typing import cast

from guard.tenancy.callers import Callers
from guard.tenancy.roster import Caller, Roster


class Named:
    """A roster that knows one caller."""

    anybody = None

    def __init__(self, name: str, *, due: bool = False) -> None:
        self.name = name
        self._due = due
        self.threads: list[str] = []

    def due(self, _headers: object) -> bool:
        return self._due

    def caller(self, _headers: object, peer: str = "") -> Caller:
        self.threads.append(threading.current_thread().name)
        return cast("Caller", f"{self.name} {peer}")

    sender = caller


async def test_who_calls_is_said_by_the_roster_in_force() -> None:
    one, two = cast("Roster", Named("one")), cast("Roster", Named("two"))
    callers = Callers(one)
    assert await callers.caller((), "10.0.0.1") == "one 10.0.0.1"
    assert callers.replace(two) is one
    assert await callers.sender((), "10.0.0.1") == "two 10.0.0.1"
    assert callers.roster is two


async def test_what_may_wait_for_a_network_waits_elsewhere() -> None:
    slow, quick = Named("slow", due=True), Named("quick")
    for roster in (slow, quick):
        callers = Callers(cast("Roster", roster))
        await asyncio.gather(callers.caller(()), callers.sender(()))
    here = threading.current_thread().name
    assert here not in slow.threads
    assert quick.threads == [here, here]
