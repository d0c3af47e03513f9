"""Latvian driving licence number: two or three letters and six digits, so a word must support it.

https://learn.microsoft.com/en-us/purview/sit-defn-latvia-drivers-license-number
"""

import regex

from guard.detect.patterns import Pattern, PatternDetector

LV_DRIVING_LICENCE = PatternDetector(
    "LV_DRIVING_LICENCE",
    [
        Pattern(
            r"(?<![\w/-])(?<![0-9][.,])[A-Z]{2,3} ?[0-9]{6}(?![\w/-]|[.,][0-9])", 0.35, needs_context=True
        ),
    ],
    context=(
        "vadītāja apliecība",
        "vadītāja apliecības",
        "vaditaja aplieciba",
        "autovadītāja apliecība",
        "driving licence",
        "driving license",
        "driver's license",
        "drivers license",
    ),
    source="https://learn.microsoft.com/en-us/purview/sit-defn-latvia-drivers-license-number",
    country="lv",
    flags=regex.DOTALL | regex.MULTILINE,
)
