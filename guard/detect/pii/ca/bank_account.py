"""Canadian bank account: transit of five digits, institution of three and the account.

https://en.wikipedia.org/wiki/Routing_number_(Canada)
"""

from guard.detect.patterns import Pattern, PatternDetector

CA_BANK_ACCOUNT = PatternDetector(
    "CA_BANK_ACCOUNT",
    [
        Pattern(r"(?<![\w/-])(?<![0-9][ .,])[0-9]{5}-[0-9]{3}-[0-9]{7,12}(?![\w/-]|[.,][0-9])", 0.45),
        Pattern(
            r"(?<![\w/-])(?<![0-9][ .,])[0-9]{5}[ /-][0-9]{3}[ /-][0-9]{5,12}(?![\w/-]|[.,][0-9])",
            0.35,
            needs_context=True,
        ),
        Pattern(
            r"(?<![\w/-])(?<![0-9][.,])0[0-9]{8}[ /-][0-9]{7,12}(?![\w/-]|[.,][0-9])",
            0.35,
            needs_context=True,
        ),
        # The account alone.
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[0-9]{7,12}(?![\w/-]|[.,][0-9])", 0.3, needs_context=True),
    ],
    context=(
        "transit number",
        "institution number",
        "direct deposit",
        "void cheque",
        "bank account",
        "account number",
        "compte bancaire",
        "numéro de compte",
        "numéro de transit",
        "dépôt direct",
    ),
    source="https://en.wikipedia.org/wiki/Routing_number_(Canada)",
    country="ca",
)
