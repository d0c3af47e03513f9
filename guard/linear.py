"""RE2 over code points: the only engine that may run a pattern somebody else wrote."""

from collections.abc import Iterable, Iterator

import re2

_MEMORY = 64 << 20


class Alternatives:
    """A compiled pattern that prefers the longest of several alternatives.

    Args:
        alternatives: patterns in RE2 syntax; literals must be escaped.
        before: a pattern for the edge before a match.
        after: a pattern for the edge after it.
        any_case: whether case is ignored.

    Raises:
        re2.error: if the pattern is not RE2's, or too large.
    """

    def __init__(
        self, alternatives: Iterable[str], *, before: str = "", after: str = "", any_case: bool = False
    ) -> None:
        options = re2.Options()
        options.max_mem = _MEMORY
        options.case_sensitive = not any_case
        options.longest_match = True
        options.log_errors = False
        self._pattern = re2.compile(f"{before}({'|'.join(alternatives)}){after}".encode(), options)

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Give the code-point range of every match, without its edges.

        The edge after one match is looked at again: it may be the edge before the next.
        """
        data = text.encode()
        at_byte = at_char = 0  # RE2 counts bytes; code points are counted along the way, once
        while (match := self._pattern.search(data, at_byte)) is not None:
            start, end = match.span(1)
            begin = at_char + len(data[at_byte:start].decode())
            at_char = begin + len(data[start:end].decode())
            at_byte = end
            yield begin, at_char
