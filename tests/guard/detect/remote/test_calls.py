"""Calls in threads: bounded, cancelled while they wait, and none of them keeps a process alive."""

import gc
import subprocess
import sys
import threading
import weakref

import pytest

from guard.detect.remote.calls import Calls


def test_calls_run_side_by_side_up_to_the_limit():
    calls = Calls[int]("test", 2, 0.01)
    together, go = threading.Barrier(3), threading.Event()

    def wait() -> int:
        together.wait(10)
        go.wait(10)
        return 1

    running = [calls.submit(wait), calls.submit(wait)]
    together.wait(10)  # both are running at once
    waiting = calls.submit(lambda: 2)
    assert waiting.cancel()
    behind = calls.submit(lambda: 3)
    go.set()
    assert [future.result(10) for future in running] == [1, 1]
    assert behind.result(10) == 3
    assert waiting.cancelled()


def test_a_call_that_raises_tells_who_waits_and_no_other():
    calls = Calls[int]("test", 1, 0.01)

    def bad() -> int:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        calls.submit(bad).result(10)
    assert calls.submit(lambda: 4).result(10) == 4


def test_threads_without_work_end_and_begin_again():
    calls = Calls[int]("endings", 4, 0.0)
    assert [calls.submit(lambda: 1).result(10) for _ in range(50)] == [1] * 50
    for thread in threading.enumerate():
        if thread.name == "guard-endings":
            thread.join(10)
    assert [each for each in threading.enumerate() if each.name == "guard-endings"] == []
    assert calls.submit(lambda: 2).result(10) == 2


def test_a_thread_that_waits_holds_nothing_of_the_last_call():
    class Held:
        pass

    calls = Calls[int]("held", 1, 10)
    held = Held()
    seen = weakref.ref(held)
    assert calls.submit(lambda held=held: int(held is not None)).result(10) == 1
    del held
    assert calls.submit(lambda: 1).result(10) == 1  # the thread has come back from the first
    gc.collect()
    assert seen() is None


def test_calls_nobody_waits_for_are_let_go_of_while_all_threads_are_taken():
    class Held:
        pass

    calls, begun, go = Calls[int]("taken", 1, 0.01), threading.Event(), threading.Event()

    def hang() -> int:
        begun.set()
        return int(go.wait(30))

    running = calls.submit(hang)
    assert begun.wait(10)
    kept = []
    for _ in range(5):
        held = Held()
        kept.append(weakref.ref(held))
        assert calls.submit(lambda held=held: int(held is not None)).cancel()
        del held
    last = calls.submit(lambda: 7)
    gc.collect()
    assert [each() for each in kept] == [None] * 5
    go.set()
    assert (running.result(10), last.result(10)) == (1, 7)


def test_a_call_that_hangs_keeps_no_process_alive():
    program = (
        "import threading; from guard.detect.remote.calls import Calls\n"
        "started = threading.Event()\n"
        "Calls('x', 1).submit(lambda: (started.set(), threading.Event().wait()))\n"
        "started.wait(10)\n"
    )
    assert subprocess.run([sys.executable, "-c", program], timeout=60, check=False).returncode == 0
