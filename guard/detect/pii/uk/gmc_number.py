"""Number of a British doctor in the register of the General Medical Council: seven digits; a word must support it.

https://www.gmc-uk.org/
"""

from guard.detect.patterns import Pattern, PatternDetector

UK_GMC_NUMBER = PatternDetector(
    "UK_GMC_NUMBER",
    [
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[0-9]{7}(?![\w/-]|[.,][0-9])", 0.35, needs_context=True),
    ],
    context=("gmc", "gmc number", "gmc no", "general medical council", "gmc reference"),
    source="https://www.gmc-uk.org/",
    country="uk",
)
