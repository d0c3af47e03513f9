"""What values of secrets look like, and how a value without a mark of its own is named."""

import math
import re
from collections import Counter

from guard.detect.patterns import Pattern

UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_END = r"(?![\w+/=-])"
_NAME = r"(?i:[\w .-]{0,30}(?:key|token|secret|pass|pwd|auth|licen[cs]e)\w{0,8})"
_IS = r"[\"'`\])]{0,3}\s{0,3}(?:=>|:=|==?|:|is|,)?\s{0,3}[\"'`(\[]{0,2}"
_WORDS = (
    "access key,access token,api key,api secret,api token,app key,app secret,application key,auth token,"
    "client secret,key,password,secret,secret key,token"
).split(",")
_LEAST_VARIED = 6
_TAIL = 20
_WORDED = re.compile(r"(?:[A-Z]?[a-z]{4,12}[_/0-9-]?){3}")
_STAND_IN = re.compile(
    r"""\s|<.{0,80}>|\{.{0,80}\}|\[.{0,80}\]|\*\*|\.\.\.|[x#•]{4}|0000|^\$|\$[{(]|%[\w(]|%$|@@|\#\{
    |^(?:pass(?:word|wd|code|phrase)?|pwd|pw|secrets?|tokens?|key|user(?:name)?|login|root|admin|guest|test(?:ing)?
        |none|null|nil|undefined|true|false|yes|no|string|str|text|bool(?:ean)?|int(?:eger)?|number|bytes|object
        |required|optional|empty|default|hidden|redacted|removed|masked|unknown|foo(?:bar)?|bar|baz|qux|abc(?:123)?
        |abc(?:def(?:gh?)?)?|qwerty|value)?[0-9]{0,3}$|^12345
    |change.?(?:me|it|this)|your|example|sample|placeholder|dummy|insert|replace|todo|fixme|redacted|fake
    |my.?(?:pass|secret|token|key|api)|(?:pass(?:word|wd)?|secret|token|key).?(?:here|goes|123|1234)$|^(?:test|some|super).?(?:pass|secret|token|key)
    |^(?:os|process|env|self|this|config|settings|secrets|vars?|local|data|params?|args|request|ctx|props|options)\.""",
    re.IGNORECASE | re.VERBOSE,
)


def named(service: str, value: str) -> tuple[Pattern, Pattern]:
    """Look for a value after a name of the service, and for a whole text that is one where its member is named so.

    Args:
        service: a pattern of the service's name.
        value: a pattern of the value, without groups.
    """
    return (
        Pattern(rf"(?<![A-Za-z])(?i:{service}){_NAME}{_IS}({value}){_END}", 0.7, group=1),
        Pattern(rf"\A{value}\Z", 0.3, needs_context=True),
    )


def credentials_of(*services: str) -> tuple[str, ...]:
    """Give what people call the credentials of a service."""
    return tuple(f"{service} {word}" for service in services for word in _WORDS)


def varied(value: str) -> bool | None:
    """Rule out a stand-in such as ``glpat-xxxxxxxxxxxxxxxxxxxx``: a random value repeats little."""
    return None if len(set(value[-_TAIL:].casefold())) >= _LEAST_VARIED else False


def mixed(value: str) -> bool | None:
    """Rule out words and numbers: a random value of some length has letters and digits."""
    letters = any(sign.isalpha() for sign in value)
    digits = any(sign.isdigit() for sign in value)
    return varied(value) if letters and digits else False


def unworded(value: str) -> bool | None:
    """Rule out names made of words as well, for formats whose prefix is an ordinary word."""
    return False if worded(value) else mixed(value)


def worded(value: str) -> bool:
    """Tell a name made of words from a random value.

    >>> worded("test_encodeUnicode4Bytes"), worded("tesT7encuDe0uniC")
    (True, False)
    """
    return not value.islower() and _WORDED.search(value) is not None


def entropy(value: str) -> float:
    """Give the bits per character that the counts of a value's characters allow.

    >>> entropy("aabb")
    1.0
    """
    return -sum(count / len(value) * math.log2(count / len(value)) for count in Counter(value).values())


def stand_in(value: str) -> bool:
    """Tell whether a value stands for a secret that is filled in elsewhere: ``<password>``, ``$TOKEN``, ``changeme``.

    >>> stand_in("${DB_PASSWORD}"), stand_in("changeme"), stand_in("Tr0ub4dor&3")
    (True, True, False)
    """
    return _STAND_IN.search(value) is not None or len(set(value.casefold())) <= 2  # noqa: PLR2004
