"""Number of Norwegian health personnel (HPR): seven to nine digits, so a word must support it.

https://www.helsedirektoratet.no/
"""

from guard.detect.patterns import Pattern, PatternDetector

NO_HPR_NUMBER = PatternDetector(
    "NO_HPR_NUMBER",
    [
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[0-9]{7,9}(?![\w/-]|[.,][0-9])", 0.35, needs_context=True),
    ],
    context=(
        "hpr",
        "hpr-nummer",
        "hprnr",
        "hpr nr",
        "helsepersonellnummer",
        "helsepersonellregisteret",
        "health personnel number",
    ),
    source="https://www.helsedirektoratet.no/",
    country="no",
)
