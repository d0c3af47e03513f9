"""Canadian driving licence: Ontario's ends in the birth date; other forms need a word.

https://en.wikipedia.org/wiki/Driver%27s_licences_in_Canada
"""

from guard.detect.patterns import Pattern, PatternDetector

_BIRTH = "[0-9](?:[05][1-9]|[16][0-2])(?:0[1-9]|[12][0-9]|3[01])"
_ONTARIO = rf"(?<![\w/-])(?<![0-9][.,])[A-Z][0-9]{{4}}[- ]?[0-9]{{5}}[- ]?{_BIRTH}(?![\w/-]|[.,][0-9])"


CA_DRIVING_LICENCE = PatternDetector(
    "CA_DRIVING_LICENCE",
    [
        # Ontario: the month of women is 50 higher.
        Pattern(_ONTARIO, 0.7),
        # Quebec.
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[A-Z][0-9]{4}-[0-9]{6}-[0-9]{2}(?![\w/-]|[.,][0-9])", 0.5),
        Pattern(
            r"(?<![\w/-])(?<![0-9][.,])(?:[A-Z][0-9]{9,12}|[A-Z]{5}[0-9]{9}|[0-9]{7,9}|[0-9]{6}-[0-9]{3})(?![\w/-]|[.,][0-9])",
            0.35,
            needs_context=True,
        ),
    ],
    context=(
        "driver's licence",
        "drivers licence",
        "driver's license",
        "drivers license",
        "driver licence",
        "driving licence",
        "driving license",
        "dl number",
        "permis de conduire",
        "numéro de permis",
    ),
    source="https://en.wikipedia.org/wiki/Driver%27s_licences_in_Canada",
    country="ca",
)
