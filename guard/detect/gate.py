r"""Which patterns can match at all: all of them in one RE2 set, asked once per Text.

The answer may name a pattern that then does not match, never leave out one that does:
RE2's ``\b \d \w`` and case folding agree with ``regex`` on ASCII text only, so the set is
asked about ASCII text alone; and a pattern RE2 cannot express is always named.
"""

import re
from collections.abc import Sequence

import re2

_ODD_SPACE = re.compile(r"[\x0b\x1c-\x1f]")  # space to ``regex``, none to RE2
_FLAGS = "(?ims)"  # the flags Presidio compiles its patterns with


class Gate:
    """A compiled set of patterns.

    Args:
        patterns: sources in Presidio's dialect (the ``regex`` module's).
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        options = re2.Options()
        options.log_errors = False
        self._set = re2.Set.SearchSet(options)
        self._ids: list[int] = []
        always: list[int] = []
        for number, pattern in enumerate(patterns):
            try:
                self._set.Add(_FLAGS + pattern)
            except re2.error:
                always.append(number)
            else:
                self._ids.append(number)
        if self._ids:
            self._set.Compile()
        self._always = frozenset(always)
        self._all = frozenset(range(len(patterns)))

    def candidates(self, text: str) -> frozenset[int]:
        """Give the indices of the patterns that may match somewhere in ``text``."""
        if not text.isascii() or not self._ids or _ODD_SPACE.search(text):
            return self._all
        hits = self._set.Match(text)
        return self._always.union(self._ids[hit] for hit in hits) if hits else self._always
