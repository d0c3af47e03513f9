"""Known traveler number (PASSID, Global Entry, PreCheck): nine digits or TT and eight characters; a word must support it.

https://www.tsa.gov/precheck
"""

from guard.detect.patterns import Pattern, PatternDetector

US_KNOWN_TRAVELER_NUMBER = PatternDetector(
    "US_KNOWN_TRAVELER_NUMBER",
    [
        Pattern(
            r"(?<![\w/-])(?<![0-9][.,])(?:[0-9]{9,10}|TT[A-Z0-9]{6,8})(?![\w/-]|[.,][0-9])",
            0.35,
            needs_context=True,
        ),
    ],
    context=(
        "known traveler number",
        "known traveller number",
        "ktn",
        "passid",
        "global entry",
        "precheck",
        "tsa precheck",
        "nexus",
        "redress number",
    ),
    source="https://www.tsa.gov/precheck",
    country="us",
)
