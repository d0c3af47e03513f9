"""Greek social security number (ΑΜΚΑ): a date of birth, four digits and a Luhn digit.

https://www.amka.gr/tieinai_en.html
"""

# ruff: noqa: RUF002  # letters that look alike are meant as they stand

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

GR_AMKA = PatternDetector(
    "GR_AMKA",
    [
        # One bare number in 250 is a date and passes the check.
        Pattern(r"(?<![\w./-])[0-3][0-9][01][0-9]{8}(?![\w-]|\.\w|/[0-9])", 0.1, valid=0.5),
    ],
    context=(
        "αμκα",
        "α.μ.κ.α",
        "amka",
        "αριθμός μητρώου κοινωνικής ασφάλισης",
        "greek social security number",
    ),
    validate=stdnum("gr.amka"),
    checks="date and Luhn",
    source="https://www.amka.gr/tieinai_en.html",
    country="gr",
)
