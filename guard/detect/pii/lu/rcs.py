"""Luxembourg company number (RCS): a letter and up to six digits; a word must support it.

https://www.lbr.lu/
"""

from guard.detect.patterns import Pattern, PatternDetector

LU_RCS = PatternDetector(
    "LU_RCS",
    [
        Pattern(r"(?<![\w./+-])[A-L][0-9]{3,6}(?![\w-]|[.,][0-9])", 0.3, needs_context=True),
        # A small letter is the French word à without its accent.
        Pattern(r"(?<![\w./+-])(?-i:[A-L] [0-9]{3,6})(?![\w-]|[.,][0-9])", 0.3, needs_context=True),
    ],
    context=(
        "rcs",
        "rcs luxembourg",
        "rcsl",
        "registre de commerce",
        "company number",
    ),
    source="https://www.lbr.lu/",
    country="lu",
)
