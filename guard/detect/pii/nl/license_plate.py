"""Dutch vehicle plate: six letters and digits in three blocks, such as AB-123-C; a word must support it.

https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_the_Netherlands
"""

from guard.detect.patterns import Pattern, PatternDetector

_BLOCK = r"(?:[A-Z]{1,3}|[0-9]{1,3})"
_MIXED = r"(?=[0-9A-Z-]{8}(?![\w-]))(?=[0-9-]{0,7}[A-Z])(?=[A-Z-]{0,7}[0-9])"
_BLOCKS = rf"(?<![\w./+-]){_MIXED}{_BLOCK}-{_BLOCK}-{_BLOCK}(?![\w-])"

NL_LICENSE_PLATE = PatternDetector(
    "NL_LICENSE_PLATE",
    [
        Pattern(_BLOCKS, 0.35, needs_context=True),
        Pattern(
            r"(?<![\w./+-])(?=[0-9]{0,5}[A-Z])(?=[A-Z]{0,5}[0-9])[0-9A-Z]{6}(?![\w-]|[.,][0-9])",
            0.3,
            needs_context=True,
        ),
    ],
    context=(
        "kenteken",
        "kentekennummer",
        "nummerplaat",
        "kentekenplaat",
        "license plate",
        "licence plate",
        "number plate",
        "registration plate",
        "vehicle registration",
        "car registration",
    ),
    source="https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_the_Netherlands",
    country="nl",
)
