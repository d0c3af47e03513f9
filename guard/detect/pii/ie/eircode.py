"""Irish post code (Eircode), which names one address: a routing key and four signs.

https://www.eircode.ie/
"""

import regex

from guard.detect.patterns import Pattern, PatternDetector

_SIGN = "[0-9AC-FHKNPRTV-Y]"
_KEY = "(?:[AC-FHKNPRTV-Y][0-9]{2}|D6W)"
_BEFORE, _AFTER = r"(?<![\w./+-])", r"(?![\w-])"
# Four letters alone are more likely a word.
_CODE = rf"{_BEFORE}{_KEY} (?=[A-Z]{{0,3}}[0-9])(?=[0-9]{{0,3}}[A-Z]){_SIGN}{{4}}{_AFTER}"
_BARE = rf"{_BEFORE}{_KEY} ?{_SIGN}{{4}}{_AFTER}"

IE_EIRCODE = PatternDetector(
    "IE_EIRCODE",
    [
        Pattern(_CODE, 0.45),
        Pattern(_BARE, 0.35, needs_context=True),
    ],
    context=(
        "eircode",
        "post code",
        "postcode",
        "éirchód",
        "address",
        "seoladh",
    ),
    source="https://www.eircode.ie/",
    country="ie",
    flags=regex.DOTALL | regex.MULTILINE,
)
