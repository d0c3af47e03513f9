"""Calls in threads of their own, a bounded number at a time.

Not `ThreadPoolExecutor`: the interpreter waits for its threads at exit, and a detector that hangs
would keep a service from ever stopping.
"""

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

_IDLE_S = 30.0
"""Seconds after which a thread without work ends."""
ResultT = TypeVar("ResultT")


class Calls(Generic[ResultT]):
    """Runs calls in daemon threads.

    Args:
        name: what the threads are called.
        limit: how many calls run at the same time; the others wait.
        idle_s: seconds after which a thread without work ends.
    """

    def __init__(self, name: str, limit: int, idle_s: float = _IDLE_S) -> None:
        self._name = name
        self._limit = limit
        self._idle_s = idle_s
        self._waiting: deque[tuple[Future[ResultT], Callable[[], ResultT]]] = deque()
        self._ready = threading.Condition()
        self._idle = 0
        self._running = 0

    def submit(self, call: Callable[[], ResultT]) -> "Future[ResultT]":
        """Run a call as soon as there is a thread for it."""
        future: Future[ResultT] = Future()
        with self._ready:
            # What nobody waits for any more is let go of, also where all threads are taken for good.
            while self._waiting and self._waiting[0][0].cancelled():
                self._waiting.popleft()
            self._waiting.append((future, call))
            if len(self._waiting) > self._idle and self._running < self._limit:
                self._running += 1
                threading.Thread(target=self._run, name=f"guard-{self._name}", daemon=True).start()
            self._ready.notify()
        return future

    def _run(self) -> None:
        while (next_one := self._next()) is not None:
            future, call = next_one
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(call())
                except BaseException as failed:  # noqa: BLE001  # whoever waits for it is told
                    future.set_exception(failed)
            del next_one, future, call  # a thread that waits holds nobody's text

    def _next(self) -> "tuple[Future[ResultT], Callable[[], ResultT]] | None":
        with self._ready:
            self._idle += 1
            self._ready.wait_for(lambda: self._waiting, self._idle_s)
            self._idle -= 1
            if self._waiting:
                return self._waiting.popleft()
            self._running -= 1
            return None
