"""Business identifier code (BIC, SWIFT code): eight or eleven signs with a country in the middle.

Eight capitals are also a word, so it counts only after its label, after an IBAN or, with a digit, near its word.
https://en.wikipedia.org/wiki/ISO_9362
"""

import regex

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

_CODE = "[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?"
_SPACED = "[A-Z]{4} [A-Z]{2} [A-Z0-9]{2}(?: [A-Z0-9]{3})?"
_LABEL = r"(?i:(?<![^\W_])(?:bic|swift)(?:[ /_-]{1,3}(?:bic|swift))?(?:[ _-]?(?:code|number|no\.?|nr\.?))?)"
_IS = r"[\"')]{0,2}[ \t]{0,2}(?i:[:=#]|is|ist|est|es)?[ \t]{0,2}[\"']?"
_IBAN = r"[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?"
_END = r"(?![\w@-])"

BIC_CODE = PatternDetector(
    "BIC_CODE",
    [
        Pattern(rf"{_LABEL}{_IS}({_CODE}|{_SPACED}){_END}", 0.4, valid=0.6, group=1),
        # Small letters only after a clear label.
        Pattern(rf"{_LABEL}[\"']?\s?[:=]\s?[\"']?((?i:{_CODE})){_END}", 0.4, valid=0.6, group=1),
        Pattern(rf"(?<![\w-]){_IBAN}[ ,;/|]{{1,3}}({_CODE}){_END}", 0.4, valid=0.6, group=1),
        Pattern(
            rf"(?<![\w.@/-])(?=[A-Z]{{6,10}}[0-9]|[A-Z]{{8}}XXX){_CODE}{_END}",
            0.3,
            valid=0.4,
            needs_context=True,
        ),
        Pattern(rf"\A{_CODE}\Z", 0.3, valid=0.5, needs_context=True),
    ],
    context=("bic", "swift", "swift code", "bank identifier code", "iban"),
    validate=stdnum("bic"),
    checks="country code",
    source="https://en.wikipedia.org/wiki/ISO_9362",
    flags=regex.DOTALL | regex.MULTILINE,
)
