"""Portuguese vehicle plate: three pairs of letters or digits, such as AA-00-AA; a word must support it.

https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Portugal
"""

from guard.detect.patterns import Pattern, PatternDetector

_BEFORE, _AFTER = r"(?<![\w./+-])", r"(?![\w-]|[.,][0-9])"
_PAIR = "(?:[A-Z]{2}|[0-9]{2})"
_MIXED = "(?=[0-9 -]{0,6}[A-Z])(?=[A-Z -]{0,6}[0-9])"
_HYPHENS = f"{_BEFORE}{_MIXED}{_PAIR}-{_PAIR}-{_PAIR}{_AFTER}"
_SPACES = f"{_BEFORE}(?-i:{_MIXED}{_PAIR} {_PAIR} {_PAIR}){_AFTER}"

PT_LICENSE_PLATE = PatternDetector(
    "PT_LICENSE_PLATE",
    [
        Pattern(_HYPHENS, 0.35, needs_context=True),
        # In small letters two words around a number look the same.
        Pattern(_SPACES, 0.35, needs_context=True),
    ],
    context=(
        "matrícula",
        "matricula",
        "viatura",
        "license plate",
        "licence plate",
        "number plate",
        "registration plate",
        "vehicle registration",
        "car registration",
    ),
    source="https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Portugal",
    country="pt",
)
