"""A stream around another: everything passes, and only its events may become others."""

from collections.abc import Iterator
from functools import cache

from guard import Direction, Guard, Text
from guard.screen import Screening
from guard.stream.around import Around
from guard.stream.step import Step
from guard.wire.sse import ServerEvent


@cache
def screened(text: str) -> Screening:
    return Guard.load("default", key=b"k" * 32).screen([Text("/a", text)], Direction.COMPLETION)


class Given:
    """A stream that gives what a test says."""

    over = False
    ident = "resp_1"

    def feed(self, event: ServerEvent) -> Iterator[Step]:
        yield Step(screened("Nothing."), (event,))
        yield Step(screened("Ask jane.doe@example.org"), ())

    def close(self) -> Iterator[Step]:
        self.over = True
        yield Step(None, (ServerEvent("close"),))

    def flush(self) -> Iterator[Step]:
        yield Step(None, (ServerEvent("flush"),))

    def stop(self, error: bytes) -> Step:
        return Step(None, (ServerEvent(error.decode()),))


class Twice(Around):
    """Gives every event twice, and counts screenings."""

    seen = 0

    def _screened(self, screening: Screening) -> None:
        self.seen += 1

    def _events(self, event: ServerEvent) -> Iterator[ServerEvent]:
        yield event
        yield event


def data(steps: Iterator[Step]) -> list[str]:
    return [event.data for step in steps for event in step.events]


def test_events_of_feed_close_and_flush_become_others():
    around = Twice(Given())
    assert data(around.feed(ServerEvent("a"))) == ["a", "a"]
    assert data(around.flush()) == ["flush", "flush"]
    assert not around.over
    assert data(around.close()) == ["close", "close"]
    assert around.over


def test_an_error_passes_as_it_is():
    assert Twice(Given()).stop(b"error").events == (ServerEvent("error"),)


def test_what_the_stream_knows_is_known():
    assert Twice(Given()).ident == "resp_1"


def test_only_screenings_that_say_something_are_noted():
    around = Twice(Given())
    steps = list(around.feed(ServerEvent("a")))
    assert around.seen == 1
    assert [step.screening for step in steps] == [
        screened("Nothing."),
        screened("Ask jane.doe@example.org"),
    ]
