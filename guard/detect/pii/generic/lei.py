"""Legal entity identifier (LEI): twenty signs that pass mod 97-10. ISO 17442.

https://www.gleif.org/en/about-lei/iso-17442-the-lei-code-structure
"""

import regex

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

_LETTER = "(?=[0-9 -]{0,20}[A-Z])"

LEI = PatternDetector(
    "LEI",
    [
        Pattern(rf"(?<![\w/+=-]){_LETTER}[A-Z0-9]{{18}}[0-9]{{2}}(?![\w/+=-])", 0.1, valid=0.9),
        # Fours of hexadecimal digits, twenty digits or small letters are many other things.
        Pattern(
            rf"(?<![\w/+=-]){_LETTER}[A-Z0-9]{{4}}(?:[ -][A-Z0-9]{{4}}){{3}}[ -][A-Z0-9]{{2}}[0-9]{{2}}(?![\w-])",
            0.1,
            valid=0.6,
            needs_context=True,
        ),
        Pattern(r"(?i)(?<![\w/+=-])[A-Z0-9]{18}[0-9]{2}(?![\w/+=-])", 0.05, valid=0.5, needs_context=True),
    ],
    context=("lei", "legal entity identifier", "lei code", "lei number"),
    validate=stdnum("lei"),
    checks="mod 97-10",
    source="https://www.gleif.org/en/about-lei/iso-17442-the-lei-code-structure",
    default=True,
    flags=regex.DOTALL | regex.MULTILINE,
)
