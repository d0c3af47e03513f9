"""A topic is fitted to its sentences: none that is not about it reaches the threshold, or the mistake is named."""

from dataclasses import replace

import numpy as np
import pytest

from guard.detect import topicfit as module
from guard.detect.catalogue import model
from guard.detect.topicfit import FEWEST, Topic, TopicError, fit, logistic
from guard.errors import ConfigError

RIVALS = Topic(
    "pricing-of-rivals",
    (
        "How much does Globex charge for its enterprise plan?",
        "Compare our subscription prices with those of Initech.",
        "Is Hooli cheaper than us for fifty seats?",
        "What discount does the competition give to large customers?",
        "List the monthly fees of every competitor.",
        "Initech has just cut its rates by ten percent.",
    ),
    (
        "How much does your enterprise plan cost?",
        "Can I get a discount if I pay for a year?",
        "Who are your main competitors?",
        "What features does Globex have that you do not?",
        "Please send me the invoice for last month.",
        "The price of oil has gone up again.",
    ),
)
DOSAGE = Topic(
    "dosage",
    (
        "How many of these tablets can I take in a day?",
        "What dose of ibuprofen is right for a child of six?",
        "Take two pills every four hours until the pain stops.",
        "How much insulin should I inject before a meal?",
    ),
    (
        "Where is the nearest pharmacy?",
        "I need an appointment with the doctor.",
        "Which tablet has the better screen?",
        "How many calories should I eat in a day?",
    ),
)


def test_hardly_an_ordinary_sentence_is_told():
    background = model().background
    apart = background.vectors @ np.linalg.pinv(background.turn) + background.centre
    for topic in (RIVALS, DOSAGE):
        fitted = fit(model(), topic)
        scores = logistic(apart @ fitted.weights + np.float32(fitted.offset))
        assert np.mean(scores >= 0.51) <= module.STRAY
        assert np.mean(scores >= fitted.doubt + 0.01) <= module.DOUBT


def test_an_example_that_is_also_said_not_to_be_the_topic_is_named():
    same = replace(RIVALS, negatives=(*RIVALS.negatives, RIVALS.examples[2]))
    with pytest.raises(TopicError) as raised:
        fit(model(), same)
    assert [(each.key, each.index) for each in raised.value.doubts] == [("examples", 2)]
    assert raised.value.doubts[0].message == "expected a sentence further from not[6]"
    assert (
        str(raised.value) == "topics.pricing-of-rivals: examples[2]: expected a sentence further from not[6]"
    )


def test_an_example_of_something_else_is_named_and_never_repeated():
    odd = tuple(f"The {animal} sleeps in the barn." for animal in ("cat", "dog"))
    with pytest.raises(TopicError) as raised:
        fit(model(), Topic("odd", (odd[0], *RIVALS.examples), (odd[1], odd[0], *RIVALS.negatives)))
    assert [(each.key, each.index) for each in raised.value.doubts] == [("examples", 0)]
    assert "barn" not in str(raised.value)


@pytest.mark.parametrize("empty", ["", "  ", "?!", "-"])
def test_a_sentence_without_words_is_named(empty: str):
    with pytest.raises(TopicError, match=r"topics\.t: not\[1\]: expected a sentence in words$"):
        fit(model(), Topic("t", RIVALS.examples, ("Who are you?", empty, "What is it?")))


def test_every_mistake_is_told_at_once():
    with pytest.raises(TopicError) as raised:
        fit(model(), Topic("t", ("?", *RIVALS.examples), RIVALS.negatives[: FEWEST - 1]))
    assert [(each.key, each.index) for each in raised.value.doubts] == [("examples", 0), ("not", None)]


def test_sentences_are_in_no_repr_and_mistakes_are_settings():
    assert "Globex" not in repr(RIVALS) + repr(fit(model(), RIVALS))
    assert issubclass(TopicError, ConfigError)


def test_the_same_sentences_are_fitted_once():
    assert fit(model(), RIVALS) is fit(model(), replace(RIVALS, id="other", min_score=0.9))
    assert fit(model(), RIVALS) is not fit(model(), replace(RIVALS, negatives=RIVALS.negatives[1:]))
