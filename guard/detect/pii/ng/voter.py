"""Nigerian voter number (VIN): nineteen characters, grouped by four; a word must support it.

https://www.inecnigeria.org/
"""

from guard.detect.patterns import Pattern, PatternDetector

NG_VOTER = PatternDetector(
    "NG_VOTER",
    [
        Pattern(
            r"(?<![\w/+-])(?<![0-9][ .])[0-9A-F]{4} ?[0-9A-Z]{4} ?[0-9]{4} ?[0-9]{4} ?[0-9]{3}(?![\w/-]|[ .][0-9])",
            0.35,
            needs_context=True,
        ),
    ],
    context=("voter", "voter's card", "voter identification number", "pvc", "inec"),
    source="https://www.inecnigeria.org/",
    country="ng",
)
