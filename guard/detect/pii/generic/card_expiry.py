"""Expiry of a payment card: month and year after a word such as "exp", and with a word about cards near it.

https://en.wikipedia.org/wiki/ISO/IEC_7813
"""

from guard.detect.patterns import Pattern, PatternDetector

_DATE = r"(?:0[1-9]|1[0-2])\s?[/|-]\s?(?:20)?[2-4][0-9]"
_END = r"(?![\w/-]|[.,][0-9])"
_EN = (
    r"exp(?:\.|iry|ires|ir\.?|iration)?(?: ?date)?|expiration month|valid (?:thru|through|until|to)|good thru"
)
_DE_NL = r"gültig bis|gueltig bis|ablaufdatum|geldig tot|vervaldatum|verfalldatum"
_ROMANCE = r"expire (?:le|fin)|date d['\u2019]expiration|caduca|caducidad|vencimiento|vence|scadenza|validade"
_IS = r"(?: ?on| ?end)?[\"')]{0,2}\s{0,2}(?:[:=]|is|ist|est|es)?\s{0,2}[\"']?"

CARD_EXPIRY = PatternDetector(
    "CARD_EXPIRY",
    [
        Pattern(rf"(?<![^\W_])(?:{_EN}){_IS}({_DATE}){_END}", 0.3, group=1, needs_context=True),
        Pattern(rf"(?<![^\W_])(?:{_DE_NL}|{_ROMANCE}){_IS}({_DATE}){_END}", 0.3, group=1, needs_context=True),
        # Straight after the card's number.
        Pattern(rf"(?<=[0-9]{{4}}[ ,;|]){_DATE}{_END}", 0.3, needs_context=True),
        Pattern(rf"\A{_DATE}\Z", 0.3, needs_context=True),
    ],
    context=(
        "card",
        "credit card",
        "debit card",
        "cc",
        "visa",
        "mastercard",
        "amex",
        "american express",
        "maestro",
        "valid thru",
        "good thru",
        "cvv",
        "cvc",
        "kreditkarte",
        "kreditkartennummer",
        "karte",
        "carte",
        "carte bancaire",
        "tarjeta",
        "carta di credito",
        "cartão",
        "creditcard",
    ),
    source="https://en.wikipedia.org/wiki/ISO/IEC_7813",
)
