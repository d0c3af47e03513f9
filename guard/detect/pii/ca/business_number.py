"""Canadian business number: nine digits with Luhn, mostly with a program account such as RT0001.

https://www.canada.ca/en/services/taxes/business-number.html
"""

from guard.detect.patterns import Pattern, PatternDetector


def _valid(value: str) -> bool:
    from stdnum import luhn

    return luhn.is_valid(value.replace(" ", "")[:9])


CA_BUSINESS_NUMBER = PatternDetector(
    "CA_BUSINESS_NUMBER",
    [
        Pattern(
            r"(?<![\w/-])(?<![0-9][ .,])[0-9]{9}[ -]?(?:R[CEGMNPRTZ]|SL)[ -]?[0-9]{4}(?![\w/-]|[.,][0-9])",
            0.3,
            valid=0.9,
        ),
        Pattern(
            r"(?<![\w/-])(?<![0-9][ .,])[0-9]{5} [0-9]{4}[ -]?(?:R[CEGMNPRTZ]|SL)[ -]?[0-9]{4}(?![\w/-]|[.,][0-9])",
            0.3,
            valid=0.9,
        ),
        # Bare digits may as well be a social insurance number: a word must support them.
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[1-9][0-9]{8}(?![\w/-]|[.,][0-9])", 0.05, valid=0.3),
        Pattern(r"(?<![\w/-])(?<![0-9][ .,])[1-9][0-9]{4} [0-9]{4}(?![\w/-]|[ .,][0-9])", 0.05, valid=0.3),
    ],
    context=(
        "business number",
        "bn",
        "gst",
        "hst",
        "gst number",
        "gst hst",
        "cra number",
        "payroll account",
        "numéro d'entreprise",
        "tps",
        "tvh",
        "no tps",
    ),
    validate=_valid,
    checks="Luhn",
    source="https://www.canada.ca/en/services/taxes/business-number.html",
    country="ca",
)
