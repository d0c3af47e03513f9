"""Words before a match that make it more likely, as in "my SSN is …".

The semantics are Presidio's enhancer's (+0.35, at least 0.4), with two differences: words match
whole, so that ``lic`` does not fire in "public", and the names around a JSON value count as
words before it, so that ``{"ssn": …}`` has context too.
"""

from collections.abc import Iterable

import re2
import regex

from guard.detect.reading import Reading, normal
from guard.detect.shadow import Shade, shadow

BOOST = 0.35
AT_LEAST = 0.4
_MEMORY = 8 << 20
_START = 120
"""Code points of a text that are near enough to the names around it."""
_WORD = regex.compile(r"\w+")


class Context:
    """The context words of one detector.

    Args:
        phrases: words or phrases in any case.
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        listed = (" ".join(map(normal, _WORD.findall(phrase))) for phrase in phrases)
        self.phrases = tuple(f" {phrase} " for phrase in listed if phrase)  # signs alone are no word

    def supports(self, reading: Reading, start: int) -> bool:
        """Tell whether a word before code point ``start`` supports a match there."""
        if not self.phrases:
            return False
        words = reading.before(start)
        return any(phrase in words for phrase in self.phrases)


class Contexts:
    """The context words of several detectors, looked for in a whole text at once.

    The answer may name a detector none of whose words is there, never leave out one.

    Args:
        contexts: the detectors' own, in the order by which they are numbered.
    """

    def __init__(self, contexts: Iterable[Context]) -> None:
        owners: dict[str, list[int]] = {}
        for number, context in enumerate(contexts):
            for phrase in context.phrases:
                owners.setdefault(_written(phrase), []).append(number)
        self._owners = list(owners.values())
        options = re2.Options()
        options.log_errors = False
        options.encoding = re2.Options.Encoding.LATIN1
        options.max_mem = _MEMORY
        self._set = re2.Set.SearchSet(options)
        for source in owners:
            self._set.Add(source)
        self._set.Add("")  # matches everywhere: no answer means that the set failed
        self._set.Compile()

    def present(self, reading: Reading) -> frozenset[int]:
        """Give the numbers of the detectors of which a word stands anywhere in the text or its names.

        Raises:
            RuntimeError: if the set gave no answer.
        """
        seen = reading.seen(Shade.SMALL)
        hits = self._set.Match(seen)
        if not hits:
            raise RuntimeError("the set of context words gave no answer")
        if reading.names:
            # A phrase may begin in the names and end in the text.
            hits += self._set.Match(Shade.SMALL.of(shadow(reading.names)) + b" " + seen[:_START]) or ()
        return frozenset(number for hit in hits if hit < len(self._owners) for number in self._owners[hit])


def _written(phrase: str) -> str:
    """Give a pattern, over what the gate sees, of a phrase as texts may write it."""
    words = (Shade.SMALL.of(shadow(word)).decode("latin-1") for word in phrase.split())
    several = r"\W+".join(map(_word, words))
    return rf"\b{several}"  # a value may follow without a space


def _word(word: str) -> str:
    # Folding case makes ss of a sharp s, which the gate sees as a letter that is not ASCII; and a last s
    # was dropped as that of a plural.
    escaped = re2.escape(word).replace("ss", "(?:ss|_)")
    return f"{escaped[:-1]}(?:ss?|_)" if escaped.endswith("s") else f"{escaped}s?"


def boosted(score: float) -> float:
    """Give the score of a match that context supports."""
    return round(min(1.0, max(score + BOOST, AT_LEAST)), 4)
