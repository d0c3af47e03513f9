"""Austrian vehicle plate: district, digits and letters, such as W-12345A; a word must support it.

https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Austria
"""

import regex

from guard.detect.patterns import Pattern, PatternDetector

AT_LICENSE_PLATE = PatternDetector(
    "AT_LICENSE_PLATE",
    [
        # In small letters words around a number look the same.
        Pattern(
            r"(?<![\w./+-])[A-Z]{1,2}[ -]?[0-9]{1,5} ?[A-Z]{1,3}(?![\w-]|[.,][0-9])", 0.3, needs_context=True
        ),
        Pattern(r"(?<![\w./+-])[A-Z]{1,2}[ -][0-9]{3,6}(?![\w-]|[.,][0-9])", 0.3, needs_context=True),
    ],
    context=(
        "kennzeichen",
        "kfz kennzeichen",
        "autokennzeichen",
        "nummerntafel",
        "zulassung",
        "license plate",
        "licence plate",
        "number plate",
        "registration plate",
        "vehicle registration",
        "car registration",
    ),
    source="https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Austria",
    country="at",
    flags=regex.DOTALL | regex.MULTILINE,
)
