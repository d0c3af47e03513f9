"""Topics told in a Text: each sentence of a window is judged by itself, from the pass that reads for names and harm."""

import time
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

import numpy as np

from guard.detect.detector import DetectorTimeout
from guard.detect.encoder.background import Floats
from guard.detect.encoder.model import Model
from guard.detect.encoder.units import units
from guard.detect.encoder.windows import Subwords, Window, framed, read, says, windows
from guard.detect.topicfit import Topic, TopicError, fit, logistic
from guard.types import Finding, Kind, Span, Text

__all__ = ["NAME", "Topic", "TopicDetector", "TopicError", "Topics", "fit", "fresh"]

NAME: Final = "topics"
PREFIX: Final = "topics:"
BUDGET_S: Final = 15.0
"""Seconds for one Text, as the encoder has."""

Part = tuple[int, int]
"""First and one past last subword of what is judged by itself."""


class Topics:
    """Topics that are looked for together: one product of matrices for all of them.

    Args:
        model: the artifact.
        topics: at least one.
        floor: tell scores from here on instead, whatever a topic says; None for what it says.

    Raises:
        TopicError: if one cannot be told from what it is not.
    """

    def __init__(self, model: Model, topics: Sequence[Topic], floor: float | None = None) -> None:
        fitted = [fit(model, each) for each in topics]
        self.labels = tuple(f"{PREFIX}{each.id}" for each in topics)
        self._model = model
        self._weights = np.stack([each.weights for each in fitted], 1)
        self._offsets = np.array([each.offset for each in fitted], dtype=np.float32)
        self._doubt = np.array([each.doubt for each in fitted])
        self._least = np.array([each.min_score if floor is None else floor for each in topics])

    def find(
        self, index: int, subwords: Subwords, parts: Sequence[Part], states: Floats, start: int
    ) -> Iterator[Finding]:
        """Yield the topics of parts of a window; neighbours on the same one are told together.

        Args:
            index: goes into each Finding.
            subwords: of the whole text.
            parts: first and one past last subword of each part.
            states: ``(length, layers, width)`` of the window, with the marks around it.
            start: the window's first subword.
        """
        if not parts:
            return
        low, high = np.array(parts).T - start + 1
        sums = np.add.reduceat(states[: high[-1]], low, 0)  # parts follow each other without a gap
        pooled = sums / (high - low)[:, None, None].astype(np.float32)
        scores = self._scores(pooled)
        if len(parts) > 1:
            for at in np.flatnonzero(((scores >= self._doubt) & (scores < self._least)).any(1)).tolist():
                alone = self._model.states(*framed(subwords, Window(*parts[at], 0, 0)))
                scores[at] = np.maximum(scores[at], self._scores(alone[1:-1].mean(0)))
        for label, least, column in zip(self.labels, self._least.tolist(), scores.T.tolist(), strict=True):
            rated = zip(parts, column, strict=True)
            for told, group in groupby(rated, key=lambda each: each[1] >= least):
                if not told:
                    continue
                about = list(group)
                first, last = about[0][0][0], about[-1][0][1]
                span = Span(int(subwords.spans[first, 0]), int(subwords.spans[last - 1, 1]))
                score = max(each for _, each in about)
                yield Finding(index, span, label, Kind.TOPIC, round(score, 4), NAME)

    def _scores(self, pooled: Floats) -> Floats:
        """Give the scores ``(…, topics)`` of mean states ``(…, layers, width)``."""
        return logistic(self._model.background.apart(pooled) @ self._weights + self._offsets)


class TopicDetector:
    """Reads a Text for topics alone; `EncoderDetector` tells them from its own pass where it runs anyway.

    Args:
        model: the artifact.
        topics: what is looked for.
    """

    name = NAME

    def __init__(self, model: Model, topics: Topics) -> None:
        self.labels = frozenset(topics.labels)
        self._model = model
        self._topics = topics

    def detect(self, index: int, text: Text) -> Iterator[Finding]:
        """Find topics in ``text``; ``index`` goes into each Finding.

        Raises:
            DetectorTimeout: when the text is too long for the time there is; what was read until
                then has been told.
        """
        subwords = read(self._model.tokenizer, text.value)
        until = time.monotonic() + BUDGET_S
        since = 0
        for window in windows(subwords):
            if time.monotonic() > until:
                raise DetectorTimeout
            parts = fresh(text.value, subwords, window, since)
            since = window.end
            if parts and says(text.value, subwords, window):
                states = self._model.states(*framed(subwords, window))
                yield from self._topics.find(index, subwords, parts, states, window.start)


def fresh(text: str, subwords: Subwords, window: Window, since: int) -> list[Part]:
    """Give the parts of a window that the one before, which went up to ``since``, has not seen to their end."""
    return [each for each in units(text, subwords, window) if each[1] > since]
