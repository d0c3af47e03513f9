"""Swedish bank account: clearing number and account, so a word must support it.

https://www.bankgirot.se/globalassets/dokument/anvandarmanualer/bankernaskontonummeruppbyggnad_anvandarmanual_sv.pdf
"""

from guard.detect.patterns import Pattern, PatternDetector

SE_BANK_ACCOUNT = PatternDetector(
    "SE_BANK_ACCOUNT",
    [
        Pattern(
            r"(?<![\w/-])(?<![0-9][ .,])[1-9][0-9]{3}(?:-[0-9])?[-, ]{1,2}[0-9]{6,10}(?![\w/-]|[ .,][0-9])",
            0.35,
            needs_context=True,
        ),
        Pattern(
            r"(?<![\w/-])(?<![0-9][ .,])[1-9][0-9]{3}-?[0-9]?[-, ]{1,2}[0-9]{1,3} [0-9]{2,3} [0-9]{2,3}(?:-[0-9])?(?![\w/-]|[.,][0-9])",
            0.35,
            needs_context=True,
        ),
        Pattern(
            r"(?<![\w/-])(?<![0-9][ .,])[1-9][0-9]{3}(?:-[0-9])?[-, ]{1,2}[0-9]{5,9}-[0-9](?![\w/-]|[ .,][0-9])",
            0.35,
            needs_context=True,
        ),
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[1-9][0-9]{10,14}(?![\w/-]|[.,][0-9])", 0.3, needs_context=True),
    ],
    context=(
        "clearingnummer",
        "clearingnr",
        "clearing",
        "kontonummer",
        "kontonr",
        "bankkonto",
        "lönekonto",
        "konto",
        "account number",
        "bank account",
    ),
    source="https://www.bankgirot.se/globalassets/dokument/anvandarmanualer/bankernaskontonummeruppbyggnad_anvandarmanual_sv.pdf",
    country="se",
)
