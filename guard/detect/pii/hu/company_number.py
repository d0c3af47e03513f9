"""Hungarian company number (cégjegyzékszám): court, form and six digits; it counts with a word.

https://www.e-cegjegyzek.hu/
"""

from guard.detect.patterns import Pattern, PatternDetector

HU_COMPANY_NUMBER = PatternDetector(
    "HU_COMPANY_NUMBER",
    [
        # Telephone numbers are written 2-2-6 too.
        Pattern(
            r"(?<![\w./-])(?:0[1-9]|1[0-9]|20)[- ](?:0[1-9]|1[0-9]|2[0-3])[- ][0-9]{6}(?![\w-]|\.\w|/[0-9])",
            0.4,
            needs_context=True,
        ),
    ],
    context=(
        "cégjegyzékszám",
        "cegjegyzekszam",
        "cégjegyzék",
        "cg",
        "cégjegyzékszáma",
        "hungarian company number",
    ),
    source="https://www.e-cegjegyzek.hu/",
    country="hu",
)
