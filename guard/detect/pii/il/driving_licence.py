"""Israeli driving licence number: seven or eight digits, so a word must support it.

https://en.wikipedia.org/wiki/Driver%27s_license
"""

from guard.detect.patterns import Pattern, PatternDetector

IL_DRIVING_LICENCE = PatternDetector(
    "IL_DRIVING_LICENCE",
    [
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[0-9]{7,8}(?![\w/-]|\.[0-9])", 0.35, needs_context=True),
    ],
    context=(
        "driving licence",
        "driving license",
        "driver licence",
        "driver license",
        "driver's licence",
        "driver's license",
        "רישיון נהיגה",
        "רשיון נהיגה",
        "מספר רישיון",
        "רישיון הנהיגה",
    ),
    source="https://en.wikipedia.org/wiki/Driver%27s_license",
    country="il",
)
