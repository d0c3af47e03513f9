"""Names and harm in one Text: each window is read once, what it says becomes findings."""

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Final

import numpy as np

from guard.detect.detector import DetectorTimeout
from guard.detect.encoder.labels import CATEGORIES, ENTITIES, HARM, LEVELS, TAGS
from guard.detect.encoder.model import Floats, Model
from guard.detect.encoder.names import names
from guard.detect.encoder.windows import Subwords, Window, framed, read, says, windows
from guard.detect.minors import minors
from guard.detect.topics import NAME as TOPICS
from guard.detect.topics import Topics, fresh
from guard.types import Category, Finding, Kind, NotRun, Reason, Severity, Span, Text

NAME: Final = "encoder"
LABELS: Final = frozenset((*ENTITIES, *CATEGORIES, Category.SEXUAL_MINORS.value))
BUDGET_S: Final = 15.0
"""Seconds for one Text: at the cost of today's artifact about half a million characters."""
SHOWN: Final = 0.01
"""The lowest score of a category that is told when everything is asked for."""
MINORS_FROM: Final = 0.5
"""Share of the sexual threshold that is enough where a minor is mentioned nearby."""
NEAR: Final = 300
"""Code points around a window in which a minor counts as mentioned nearby."""
DOUBT: Final = 0.005
"""Probability of any harm from which a window's parts are read too: harmless words around harm hide it."""
PART: Final = 16
"""Subwords up to which neighbouring sentences are read together as one part."""
_SENTENCE: Final = re.compile(r"(?<=[.!?…])[\"')\]]*\s+|\n+|[\u3002\uff01\uff1f]+")
_COLUMNS: Final = np.array(
    [[HARM.index(f"{category}>={level}") for level in LEVELS] for category in CATEGORIES]
)
_ANY: Final = HARM.index("any>=2")
_SEXUAL: Final = CATEGORIES.index("sexual")


Part = tuple[int, int, Floats]
"""Code points of a part of a window, and the probabilities of harm in it."""


@dataclass(frozen=True, slots=True)
class Look:
    """What one window says.

    Args:
        tags: probabilities ``(length, tags)``, with the marks around it.
        harm: ``(harm outputs,)``, the worst of the window and its parts.
        parts: the parts, if it was in doubt and has any.
        states: what its subwords mean, if topics are asked for.
    """

    tags: Floats
    harm: Floats
    parts: Sequence[Part]
    states: Floats | None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a stretch of text says of every category.

    Args:
        scores: by category, the probability that it is harmful in this way at all.
        severities: by category, the highest level whose threshold is reached.
    """

    scores: Floats
    severities: tuple[Severity, ...]


class EncoderDetector:
    """Reads a Text with the encoder.

    Args:
        model: the artifact.
        wanted: the labels that are asked for.
        everything: tell scores below the thresholds as well, as severity safe.
        topics: a tenant's topics, told from the same pass.
    """

    name = NAME

    def __init__(
        self,
        model: Model,
        wanted: frozenset[str] = LABELS,
        *,
        everything: bool = False,
        topics: Topics | None = None,
    ) -> None:
        self.labels = (wanted & LABELS).union(() if topics is None else topics.labels)
        self._model = model
        self._topics = topics
        self._everything = everything
        self._thresholds = np.array([model.calibration.thresholds[each] for each in CATEGORIES])

    def detect(self, index: int, text: Text) -> Iterator[Finding | NotRun]:
        """Find names, harm and topics in ``text``; ``index`` goes into each Finding.

        Raises:
            DetectorTimeout: when the text is too long for the time there is; what was read until
                then has been told.
        """
        try:
            yield from self._detect(index, text)
        except Exception as error:
            # A policy may let the encoder be absent, and not its topics: they are missed by their own name too.
            if self._topics is not None:
                reason = Reason.TIMEOUT if isinstance(error, DetectorTimeout) else Reason.ERROR
                yield NotRun(TOPICS, reason, index)
            raise

    def _detect(self, index: int, text: Text) -> Iterator[Finding]:
        value = text.value
        subwords = read(self._model.tokenizer, value)
        tags = np.zeros((len(subwords.ids), len(TAGS)), dtype=np.float32)
        tags[:, 0] = 1.0
        until = time.monotonic() + BUDGET_S
        late = False
        since = 0
        suggestive: list[tuple[int, int, float, bool]] = []
        for window in windows(subwords):
            if time.monotonic() > until:
                late = True
                break
            start, end = int(subwords.spans[window.start, 0]), int(subwords.spans[window.end - 1, 1])
            if not says(value, subwords, window):
                continue
            looked = self.look(value, subwords, window)
            if self._topics is not None and looked.states is not None:
                units = fresh(value, subwords, window, since)
                yield from self._topics.find(index, subwords, units, looked.states, window.start)
                since = window.end
            low = 1 + window.low - window.start
            tags[window.low : window.high] = looked.tags[low : low + window.high - window.low]
            judgement = self._judge(looked.harm)
            yield from self._harm(index, (start, end), judgement, looked.parts)
            score = float(judgement.scores[_SEXUAL])
            if score >= MINORS_FROM * self._thresholds[_SEXUAL, 0]:
                suggestive.append((start, end, score, bool(judgement.severities[_SEXUAL])))
        if suggestive and Category.SEXUAL_MINORS in self.labels:
            yield from self._of_minors(index, value, suggestive)
        for name in names(value, subwords, tags):
            if name.label in self.labels:
                span = Span(name.start, name.end)
                yield Finding(index, span, name.label, Kind.ENTITY, name.score, self.name)
        if late:
            raise DetectorTimeout

    def look(self, text: str, subwords: Subwords, window: Window) -> Look:
        """Read one window of a text."""
        given = framed(subwords, window)
        states = None
        if self._topics is None:
            tags, harm = self._model.read(*given)
        else:
            tags, harm, states = self._model.read_all(*given)
        parts = self._parts(text, subwords, window) if harm[_ANY] >= DOUBT else []
        return Look(tags, np.maximum.reduce([harm, *(part for _, _, part in parts)]), parts, states)

    def _judge(self, harm: Floats) -> Judgement:
        levels = harm[_COLUMNS]
        reached = levels >= self._thresholds
        severities = tuple(
            Severity(LEVELS[int(np.flatnonzero(row)[-1])]) if row.any() else Severity.SAFE for row in reached
        )
        return Judgement(levels[:, 0], severities)

    def _harm(
        self, index: int, place: tuple[int, int], judgement: Judgement, parts: Sequence[Part]
    ) -> Iterator[Finding]:
        """Yield the categories of a window, each from the first to the last part that says it by itself."""
        judged = [(start, end, self._judge(harm)) for start, end, harm in parts]
        for at, category in enumerate(CATEGORIES):
            score, severity = float(judgement.scores[at]), judgement.severities[at]
            if category not in self.labels or not (severity or (self._everything and score >= SHOWN)):
                continue
            guilty = [(start, end) for start, end, part in judged if severity and part.severities[at]]
            low, high = (guilty[0][0], guilty[-1][1]) if guilty else place
            yield Finding(
                index, Span(low, high), category, Kind.CATEGORY, round(score, 4), self.name, severity
            )

    def _of_minors(
        self, index: int, text: str, suggestive: Sequence[tuple[int, int, float, bool]]
    ) -> Iterator[Finding]:
        """Yield sexual content of a text that mentions a minor: at any severity it is high.

        Where the content reaches no threshold, the mention has to be near it.
        """
        mentioned = minors().spans(text)
        for start, end, score, reached in suggestive:
            near = (
                span for span in mentioned if reached or (span[1] > start - NEAR and span[0] < end + NEAR)
            )
            for low, high in islice(near, 1):
                label = Category.SEXUAL_MINORS.value
                span = Span(low, high)
                yield Finding(index, span, label, Kind.CATEGORY, score, self.name, Severity.HIGH)

    def _parts(self, text: str, subwords: Subwords, window: Window) -> list[Part]:
        """Read a window part by part: sentences, put together until they are long enough; none if it is one."""
        start, end = int(subwords.spans[window.start, 0]), int(subwords.spans[window.end - 1, 1])
        edges = [match.end() for match in _SENTENCE.finditer(text, start, end)]
        starts = subwords.spans[window.start : window.end, 0]
        cuts = [0]
        last = 0
        for cut in (*map(int, np.searchsorted(starts, edges)), len(starts)):
            if cuts[-1] < last < len(starts) and cut - cuts[-1] > PART:
                cuts.append(last)
            last = cut
        if len(cuts) == 1:
            return []
        parts = []
        for low, high in pairwise((*cuts, len(starts))):
            piece = Window(window.start + low, window.start + high, 0, 0)
            _, harm = self._model.read(*framed(subwords, piece))
            spans = subwords.spans[piece.start : piece.end]
            parts.append((int(spans[0, 0]), int(spans[-1, 1]), harm))
        return parts
