"""A Presidio analyzer elsewhere, with replies as Presidio itself writes them."""

from typing import Any

import pytest
from presidio_analyzer import RecognizerResult

from guard.detect.remote.adapter import Answer, Found, Nonsense
from guard.detect.remote.presidio_analyzer import PresidioAnalyzer
from guard.types import Direction

TEXT = "Call Zoë \U0001f600 today"
ALL = PresidioAnalyzer((), ("PERSON", "EMAIL_ADDRESS"))


def result(**said: Any) -> dict[str, Any]:
    return {
        "entity_type": "PERSON",
        "start": 5,
        "end": 8,
        "score": 0.85,
        "analysis_explanation": None,
        **said,
    }


def read(*results: Any) -> Answer:
    (answer,) = ALL.answers(list(results), [TEXT])
    return answer


def test_what_presidio_writes_is_read():
    assert read(RecognizerResult("PERSON", 5, 8, 0.85).to_dict()) == Answer((Found("PERSON", 0.85, 5, 8),))
    assert read() == Answer()


def test_entities_are_asked_for_where_the_policy_names_them():
    assert ALL.question([TEXT], Direction.PROMPT) == {"text": TEXT, "language": "en"}
    some = PresidioAnalyzer(("PERSON", "WARD"), ("EMAIL_ADDRESS",), "de")
    assert some.question([TEXT], Direction.PROMPT) == {
        "text": TEXT,
        "language": "de",
        "entities": ["PERSON", "WARD"],
    }
    assert set(some.vocabulary) == {"PERSON", "WARD"}


@pytest.mark.parametrize(
    "bad",
    [
        None,
        "PERSON",
        [],
        result(entity_type=None),
        result(start=None),
        result(end=len(TEXT) + 1),
        result(end=5),
        result(start=-1),
        result(start=5.0),
        result(score=1.5),
        result(score=None),
        result(score="high"),
    ],
)
def test_a_result_that_makes_no_sense_is_a_gap_and_the_others_count(bad: Any):
    assert read(bad, result()) == Answer((Found("PERSON", 0.85, 5, 8),), whole=False)


@pytest.mark.parametrize("bad", [None, {}, {"error": "No text provided"}, "ok", 1])
def test_another_reply_is_nonsense(bad: Any):
    with pytest.raises(Nonsense):
        ALL.answers(bad, [TEXT])
