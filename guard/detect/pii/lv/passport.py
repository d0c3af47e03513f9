"""Latvian passport number: two letters or digits and seven digits, so a word must support it.

https://learn.microsoft.com/en-us/purview/sit-defn-latvia-passport-number
"""

from guard.detect.patterns import Pattern, PatternDetector

LV_PASSPORT = PatternDetector(
    "LV_PASSPORT",
    [
        Pattern(
            r"(?<![\w/-])(?<![0-9][.,])(?:[A-Z]{2}|[0-9]{2})[0-9]{7}(?![\w/-]|[.,][0-9])",
            0.35,
            needs_context=True,
        ),
    ],
    context=("pase", "pases", "pases numurs", "pases nr", "pasi", "passport", "passport number"),
    source="https://learn.microsoft.com/en-us/purview/sit-defn-latvia-passport-number",
    country="lv",
)
