"""Czech driving licence (řidičský průkaz): two letters and six digits that count with a word.

https://cs.wikipedia.org/wiki/%C5%98idi%C4%8Dsk%C3%BD_pr%C5%AFkaz
"""

from guard.detect.patterns import Pattern, PatternDetector

CZ_DRIVING_LICENCE = PatternDetector(
    "CZ_DRIVING_LICENCE",
    [
        Pattern(r"(?<![\w./-])[A-Z]{2}[0-9]{6}(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True),
        Pattern(
            r"(?<![\w./-])(?-i:(?!N[OR] )[A-Z]{2}) [0-9]{6}(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True
        ),
    ],
    context=(
        "řidičský průkaz",
        "ridicsky prukaz",
        "řidičského průkazu",
        "číslo řp",
        "driving licence",
        "driver license",
    ),
    source="https://cs.wikipedia.org/wiki/%C5%98idi%C4%8Dsk%C3%BD_pr%C5%AFkaz",
    country="cz",
)
