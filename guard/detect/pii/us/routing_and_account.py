"""Routing number and account number written as one, as on checks.

https://en.wikipedia.org/wiki/ABA_routing_transit_number
"""

from guard.detect.patterns import Pattern, PatternDetector


def _valid(value: str) -> bool:
    from stdnum.us import rtn

    return rtn.is_valid(value.lstrip("⑆:")[:9])


US_ROUTING_AND_ACCOUNT = PatternDetector(
    "US_ROUTING_AND_ACCOUNT",
    [
        Pattern(r"[⑆:][0-9]{9}[⑆:] ?[0-9]{4,12}[ -]?[0-9]{2,5}[⑈<]", 0.6, valid=0.9),
        # The routing number's check digit is right once in ten, so a word must support it.
        Pattern(
            r"(?<![\w/-])(?<![0-9][.,])[0-9]{9}[ ]?[/-][ ]?[0-9]{6,17}(?![\w/-]|[.,][0-9])", 0.1, valid=0.35
        ),
    ],
    context=(
        "routing",
        "routing number",
        "routing and account",
        "aba",
        "ach",
        "direct deposit",
        "bank account",
        "checking account",
        "micr",
        "account number",
    ),
    validate=_valid,
    checks="routing number check digit",
    source="https://en.wikipedia.org/wiki/ABA_routing_transit_number",
    country="us",
)
