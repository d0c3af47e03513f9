"""SIM card number (ICCID): 89, eighteen digits or so, and a Luhn check that some networks leave out; it needs a word.

https://www.itu.int/rec/T-REC-E.118
"""

from guard.detect.patterns import Pattern, PatternDetector


def _valid(value: str) -> bool | None:
    from stdnum import luhn

    return True if luhn.is_valid("".join(filter(str.isdigit, value))) else None


_END = r"(?![\w-]|[.,/][0-9])"

ICCID = PatternDetector(
    "ICCID",
    [
        Pattern(rf"(?<![\w.,/-])89[0-9]{{16,18}}F?{_END}", 0.05, valid=0.3),
        Pattern(rf"(?<![\w.,/-])89[0-9]{{2}}(?:[ -][0-9]{{4}}){{3}}[ -][0-9]{{3,4}}{_END}", 0.1, valid=0.35),
        Pattern(
            rf"(?<![\w.,/-])89[0-9]{{2}}[ -][0-9]{{2,4}}[ -][0-9]{{4}}[ -][0-9]{{4}}[ -][0-9]{{4}}[ -]?[0-9]{_END}",
            0.1,
            valid=0.35,
        ),
    ],
    context=(
        "iccid",
        "icc id",
        "sim card",
        "sim card number",
        "sim number",
        "sim serial number",
        "esim",
        "simkarte",
        "carte sim",
        "tarjeta sim",
    ),
    validate=_valid,
    checks="Luhn",
    source="https://www.itu.int/rec/T-REC-E.118",
)
