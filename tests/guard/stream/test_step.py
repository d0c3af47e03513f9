"""What a step shows of itself: no text."""

from guard.stream.step import Step
from guard.wire.sse import ServerEvent


def test_a_step_does_not_show_its_text():
    step = Step(None, (ServerEvent('{"text": "jane.doe@example.org"}', "message"),))
    assert "jane" not in repr(step)
    assert "jane" not in repr(step.events[0])
    assert step.events[0].data.count("jane") == 1
