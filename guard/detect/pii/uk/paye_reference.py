"""British employer reference (PAYE): three digits, a slash, letters and digits; a word must support it.

https://en.wikipedia.org/wiki/Pay-as-you-earn_tax
"""

from guard.detect.patterns import Pattern, PatternDetector

UK_PAYE_REFERENCE = PatternDetector(
    "UK_PAYE_REFERENCE",
    [
        Pattern(
            r"(?<![\w/-])(?<![0-9][.,])[0-9]{3}/[A-Z]{1,2}[0-9]{1,5}[A-Z]?(?![\w/-]|[.,][0-9])",
            0.35,
            needs_context=True,
        ),
    ],
    context=("paye", "paye reference", "employer reference", "employer paye", "paye ref", "hmrc"),
    source="https://en.wikipedia.org/wiki/Pay-as-you-earn_tax",
    country="uk",
)
