"""Internationalised e-mail address: signs beyond ASCII before or after the @ (RFC 6531), or a full-width @.

https://www.rfc-editor.org/rfc/rfc6531
"""

from guard.detect.patterns import Pattern, PatternDetector

# U+2100 to U+218F stay in: without case, K is also the sign of Kelvin.
# Said by what they are not: the signs of a script include marks that are no letters, as in Hindi.
_LATIN = r"\u0080-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b9\u00bb-\u00bf"
_GENERAL = r"\u2000-\u200b\u200e-\u20ff\u2190-\u2bff\u3000-\u3004\u3008-\u301f\u30fb\ufe10-\ufe6b"
_WIDE = r"\uff01-\uff0f\uff1a-\uff20\uff3b-\uff3d\uff5b-\uff65"
_NO_SIGN = rf"\s{_LATIN}{_GENERAL}{_WIDE}"
_BEYOND = rf"[^\x00-\x7f{_NO_SIGN}]"
_LOCAL = rf"[^\x00-\x20\"(),:;<>@\[\]\\\x7f{_NO_SIGN}]"
_LABEL = rf"[^\x00-,./:-@\[-`{{-\x7f{_NO_SIGN}]"
_LAST = rf"[^\x00-@\[-`{{-\x7f{_NO_SIGN}]"
_DOT = r"[.\u3002\uff0e\uff61]"
_MORE = rf"(?:{_DOT}{_LABEL}{{1,24}})?"
_DOMAIN = rf"{_LABEL}{{1,24}}{_MORE * 2}{_DOT}{_LAST}{{2,16}}(?![@\uff20])(?!{_LABEL})"
_ASCII = "[a-z0-9!#$%&'*+/=?^_`{|}~.-]"

EMAIL_INTERNATIONAL = PatternDetector(
    "EMAIL_ADDRESS",
    [
        Pattern(rf"(?<!{_LOCAL})(?={_ASCII}{{0,40}}{_BEYOND}){_LOCAL}{{1,40}}[@\uff20]{_DOMAIN}", 0.7),
        Pattern(rf"(?<!{_LOCAL}){_ASCII}{{1,40}}@(?=[a-z0-9.-]{{0,50}}{_BEYOND}){_DOMAIN}", 0.7),
        Pattern(rf"(?<!{_LOCAL}){_ASCII}{{1,40}}\uff20{_DOMAIN}", 0.7),
    ],
    context=("email", "e-mail", "mail", "courriel", "correo", "邮箱", "メール", "почта"),
    source="https://www.rfc-editor.org/rfc/rfc6531",
    default=True,
    name="email_international",
)
