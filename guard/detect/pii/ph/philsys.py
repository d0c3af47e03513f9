"""Philippine national identity number (PhilSys): sixteen or twelve digits, so a word must support it.

https://philsys.gov.ph/
"""

from guard.detect.patterns import Pattern, PatternDetector

PH_PHILSYS = PatternDetector(
    "PH_PHILSYS",
    [
        Pattern(
            r"(?<![\w/+-])(?<![0-9][ .])[0-9]{4}[ -][0-9]{4}[ -][0-9]{4}[ -][0-9]{4}(?![\w/-]|[ .][0-9])",
            0.35,
            needs_context=True,
        ),
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[0-9]{16}(?![\w/-]|\.[0-9])", 0.3, needs_context=True),
        Pattern(
            r"(?<![\w/+-])(?<![0-9][ .])[0-9]{4}[ -][0-9]{4}[ -][0-9]{4}(?![\w/-]|[ .][0-9])",
            0.3,
            needs_context=True,
        ),
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[0-9]{12}(?![\w/-]|\.[0-9])", 0.3, needs_context=True),
    ],
    context=(
        "philsys",
        "philid",
        "ephilid",
        "pcn",
        "psn",
        "philsys card number",
        "philippine identification",
        "national id",
    ),
    source="https://philsys.gov.ph/",
    country="ph",
)
