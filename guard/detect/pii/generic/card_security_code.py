"""Card security code (CVV, CVC, CSC): three or four digits, so only after its label or in a field of that name.

https://en.wikipedia.org/wiki/Card_security_code
"""

from guard.detect.patterns import Pattern, PatternDetector

_SHORT = "cvv2?|cvc2?|cvn2?|csc|cvd|card verification (?:value|code|number)|card security code"
_DE_NL = "kartenprüfnummer|kartenprüfziffer|kartenpruefnummer|prüfziffer der karte|sicherheitscode|beveiligingscode"
_ROMANCE = (
    "cryptogramme(?: visuel)?|code de sécurité|código de seguridad|codice di sicurezza|código de segurança"
)
_SAID = r"(?:[ _-]?(?:code|number|no\.?|nr\.?))?[\"')]{0,2}(?: ?\([\w ,-]{1,25}\))?"
_IS = _SAID + r"\s{0,2}(?:[:=#-]|is|ist|est|es|è|é)?\s{0,2}[\"']?"
_END = r"(?![\w-]|[.,/][0-9])"

CARD_SECURITY_CODE = PatternDetector(
    "CARD_SECURITY_CODE",
    [
        Pattern(rf"(?<![^\W_])(?:{_SHORT}){_IS}([0-9]{{3,4}}){_END}", 0.6, group=1),
        Pattern(rf"(?<![^\W_])(?:{_DE_NL}|{_ROMANCE}){_IS}([0-9]{{3,4}}){_END}", 0.5, group=1),
        # A security code of four or more digits is mostly that of a door or a login.
        Pattern(rf"(?<![^\W_])security code{_IS}([0-9]{{3}}){_END}", 0.5, group=1),
        Pattern(r"\A[0-9]{3,4}\Z", 0.3, needs_context=True),
    ],
    context=(
        "cvv",
        "cvv2",
        "cvc",
        "cvc2",
        "cvn",
        "csc",
        "cvd",
        "card verification value",
        "card verification code",
        "card security code",
        "card code",
        "security code",
        "kartenprüfnummer",
        "cryptogramme visuel",
    ),
    source="https://en.wikipedia.org/wiki/Card_security_code",
    default=True,
)
