"""Passwords and keys that are assigned to a name: ``password = …``, ``"api_key": "…"``, "my password is …".

What counts is the value: it must look like a password, not like code, a placeholder or a word. Measured
on Python's standard library and on 40,000 rows of harmless text.

https://cwe.mitre.org/data/definitions/798.html
"""

import re

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import stand_in

WORDS = (
    "password|passwd|passphrase|passcode|pass_word|passwort|kennwort|mot_?de_?passe|mot de passe|contraseña|contrasena"
    "|wachtwoord|palavra-?passe|hasło|jelszó|пароль|лозинка|парола|lösenord|passord|adgangskode|kodeord|salasana"
    "|lozinka|slaptažodis|κωδικός|סיסמה|كلمة المرور|密码|密碼|パスワード|비밀번호|mật khẩu|kata sandi|รหัสผ่าน|पासवर्ड"
)
_SHORT = "pwd|mdp|clave|senha|heslo|haslo|geslo|parola|parole|parool|şifre|sifre|db_?pass|(?:user|root|smtp|mail)_?pass"
_PASS = rf"(?:{WORDS}|(?<![a-z])(?:{_SHORT}))"
_KEY = (
    "(?:(?:api|auth|access|client|app|application|secret|private|service|account|encryption|signing|master|db|database"
    "|consumer|shared|webhook|session)[_. -]?(?:key|secret|token|pass)|bearer_?token|refresh_?token|id_?token|apikey"
    "|(?<![a-z])secret|(?<![a-z])token|(?<![a-z])credentials?)"
)
_NAME = rf"(?:{_PASS}|{_KEY})(?:[_-]?(?:[0-9]{{1,2}}|value|prod|production|dev|test|staging|live|default|secure|old|new))?"
_QUOTE = r"\\?[\"'`]"
_IS = r"(?:\[[0-9]{0,3}\])?[\"'`\])\\]{0,3}\s{0,3}"
_VALUE = r"[^\s\"'`\\<>,;]"
_WORTH = "is|ist|lautet|est|es|è|é|jest|je|är|er|on|это|is now|was"
_LEAST = 6
_CODE = re.compile(
    r"""://|^\.{0,2}/|^~/|^[A-Za-z]:\\|^\w+(?:\.[A-Za-z_]\w*)+$|[()]|->|::|&&|\|\||^&|^@\w+$|^-|^[\w.+-]+@[\w.-]+\.[A-Za-z]{2,12}$
    |\.(?:txt|json|pem|key|ya?ml|py|js|ts|env|cfg|conf|ini|xml|html?|php|log|csv|crt|cer|pub|md|go|rb|java|png|svg)$
    |^(?:o?auth|sha|md|utf|base|http|rfc|aes|rsa|dsa|ecdsa|hs|rs|es|ps|ipv|tls|ssl|type|test|user|key|param|arg|str|char|u?int|bytes
        |float|varchar|blake|ripemd|pbkdf|argon|bcrypt|scrypt|option|field|level|step|win|mp|iso|col|row)[_-]?\d{1,5}(?-i:[a-z_]{0,8})$
    |^[a-z]\d{1,4}$
    |^v?\d+(?:[.:/-]\d+)+|^\d+[a-z]{1,10}$|^0x|^\#[0-9a-f]{3,8}$|^(?:password|passwd|secret|token|passphrase|pass|pw)[\w.-]{0,4}$
    |^\w+=|=\w+=""",
    re.IGNORECASE | re.VERBOSE,
)
_JOINED = re.compile(r"[A-Za-z0-9]+(?:[._:/-][A-Za-z0-9]+)+")
_FEW_DIGITS = 3


def password_like(value: str) -> bool | None:
    """Tell a password (True) from what may be one (None) and from code or a placeholder (False).

    >>> password_like("Sommer2024!"), password_like("swordfish"), password_like("args.password")
    (True, None, False)
    """
    if stand_in(value) or _CODE.search(value):
        return False
    letters = sum(sign.isalpha() for sign in value)
    digits = sum(sign.isdecimal() for sign in value)
    inner = any(not sign.isalnum() and sign not in "._:/-" for sign in value[:-1])
    if len(value) < _LEAST or not letters or (_JOINED.fullmatch(value) and digits < _FEW_DIGITS):
        return None
    return True if digits or inner else None


PASSWORD_ASSIGNMENT = PatternDetector(
    "PASSWORD_ASSIGNMENT",
    [
        Pattern(
            rf"{_NAME}{_IS}(?:=>|:=|={{1,3}}|!==?|:|\uff1a|\(|\.assign\(|value ?= ?)?\s{{0,3}}@?{_QUOTE}([^\s\"'`\\]{{5,80}}){_QUOTE}",
            0.3,
            valid=0.7,
            group=1,
        ),
        Pattern(
            rf"{_NAME}{_IS}(?:=>|:=|==?)\s{{0,3}}((?:[^\s\"'`\\<>,;&]|&(?!\w{{1,20}}=)){{6,60}})(?=[\s;&|]|$)",
            0.2,
            valid=0.6,
            group=1,
        ),
        Pattern(
            rf"{_NAME}{_IS}[:\uff1a]\s{{0,3}}({_VALUE}{{5,60}}[^\s\"'`\\<>,;.?:])(?=[.,;]?(?:\s|$))",
            0.2,
            valid=0.6,
            group=1,
        ),
        Pattern(
            rf"{_QUOTE}([^\s\"'`\\]{{6,60}}){_QUOTE}\s{{0,2}}[!=]={{1,2}}\s{{0,2}}[\w.]{{0,20}}{_NAME}\b",
            0.3,
            valid=0.6,
            group=1,
        ),
        Pattern(rf"<[\w:]{{0,20}}{_NAME}>([^\s<>]{{6,60}})</", 0.4, valid=0.7, group=1),
        Pattern(
            rf"{_PASS}(?: for [\w.@-]{{1,30}})?\s{{1,3}}(?:{_WORTH})[:\s]\s{{0,3}}[\"'“`]?({_VALUE}{{5,60}}[^\s\"'`\\<>,;.?:”])",
            0.1,
            valid=0.5,
            group=1,
        ),
        Pattern(
            r"(?:密码|密碼|パスワード|비밀번호)\s{0,2}(?:是|为|為|は|는)\s{0,2}([!-~]{6,60})",
            0.1,
            valid=0.5,
            group=1,
        ),
        Pattern(rf"{_PASS}{_IS}(?:=|:|\uff1a)\s{{0,3}}[\"']?([0-9]{{6,12}})(?![\w.:/-])", 0.45, group=1),
    ],
    validate=password_like,
    checks="looks like a password",
    source="https://cwe.mitre.org/data/definitions/798.html",
    default=True,
)
