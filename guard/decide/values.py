"""What stands in a policy file or beside it, as values: patterns, lists of words."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Final

import re2

from guard.decide import schema
from guard.decide.policy import Custom, Matcher
from guard.types import Action, Severity

ACTIONS: Final = {action.word: action for action in Action}
SEVERITIES: Final = {severity.name.lower(): severity for severity in Severity}
MOST_WORDS: Final = 1000
"""Words of one entity of a tenant's own: longer lists are `words`, which are looked up and not matched."""


@lru_cache(maxsize=4096)
def matcher(pattern: str) -> Matcher:
    """Compile a pattern; the same one is compiled once for all policies.

    Raises:
        re2.error: it is not in RE2's syntax.
    """
    options = re2.Options()
    options.log_errors = False
    compiled: Matcher = re2.compile(pattern, options)
    return compiled


def words(folder: Path, file: str | None, listed: tuple[str, ...] | None) -> tuple[str, ...]:
    """Give a list of words, sorted, each once.

    Args:
        folder: where the policy lies; the list's path starts there.
        file: a file of one word a line; lines that begin with ``#`` are comments.
        listed: the words themselves, where there is no file.

    Raises:
        OSError: the file cannot be read.
        UnicodeDecodeError: it is not UTF-8.
    """
    if listed is None:
        text = (folder / str(file)).read_text(encoding="utf-8-sig")
        listed = tuple(line for line in text.splitlines() if not line.startswith("#"))
    return tuple(sorted({word.strip() for word in listed if word.strip()}))


def sentences(folder: Path, file: str | None, listed: tuple[str, ...] | None) -> tuple[str, ...]:
    """Give the sentences for a topic, in their order, each once; see `words`.

    Raises:
        OSError: the file cannot be read.
        UnicodeDecodeError: it is not UTF-8.
    """
    if file is not None:
        text = (folder / file).read_text(encoding="utf-8-sig")
        listed = tuple(line for line in text.splitlines() if not line.startswith("#"))
    return tuple(dict.fromkeys(line.strip() for line in listed or () if line.strip()))


def custom(folder: Path, model: schema.CustomModel) -> Custom:
    """Give an entity of the tenant's own.

    Raises:
        OSError: its list cannot be read.
        UnicodeDecodeError: it is not UTF-8.
    """
    pattern = model.regex
    if pattern is None:
        pattern = _any_of(words(folder, model.file, model.list))
    return Custom(model.name, pattern, model.score, model.context)


def _any_of(listed: tuple[str, ...]) -> str:
    # Longer words first, so that one is not taken for the beginning of another.
    every = "|".join(re.escape(each) for each in sorted(listed, key=len, reverse=True))
    return rf"\b(?:{every})\b"
