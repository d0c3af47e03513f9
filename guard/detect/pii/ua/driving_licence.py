"""Ukrainian driving licence: three letters and six digits that count with a word.

https://uk.wikipedia.org/wiki/%D0%9F%D0%BE%D1%81%D0%B2%D1%96%D0%B4%D1%87%D0%B5%D0%BD%D0%BD%D1%8F_%D0%B2%D0%BE%D0%B4%D1%96%D1%8F
"""

# letters that look alike are meant as they stand

from guard.detect.patterns import Pattern, PatternDetector

UA_DRIVING_LICENCE = PatternDetector(
    "UA_DRIVING_LICENCE",
    [
        Pattern(
            r"(?<![\w./-])(?:[А-ЩЬЮЯЄІЇҐ]{3}|[A-Z]{3})[0-9]{6}(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True
        ),
        Pattern(
            r"(?<![\w./-])(?-i:[А-ЩЬЮЯЄІЇҐ]{3}|[A-Z]{3}) ?(?:№ ?)?[0-9]{6}(?![\w-]|\.\w|/[0-9])",
            0.35,
            needs_context=True,
        ),
    ],
    context=(
        "посвідчення водія",
        "водійське посвідчення",
        "водительское удостоверение",
        "driving licence",
        "driver license",
    ),
    source="https://uk.wikipedia.org/wiki/%D0%9F%D0%BE%D1%81%D0%B2%D1%96%D0%B4%D1%87%D0%B5%D0%BD%D0%BD%D1%8F_%D0%B2%D0%BE%D0%B4%D1%96%D1%8F",
    country="ua",
)
