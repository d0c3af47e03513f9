"""Passwords on command lines: ``curl -u user:…``, ``sshpass -p …``, ``mysql -p…``, ``--password …``.

https://cwe.mitre.org/data/definitions/214.html
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.password_assignment import password_like
from guard.detect.secret.values import stand_in

_VALUE = r"[^\s\"'`|&;]{3,50}"
_FLAG = "password|passwd|pass|passphrase|token|auth-token|api-key|apikey|secret|secret-key|access-key|client-secret|admin-password|http-password|db-password"


def _password(value: str) -> bool | None:
    password = value.rpartition(":")[2]
    if not password or stand_in(password) or value.startswith(("-", "/", "./", "@", "http", "$")):
        return False
    return password_like(password) or None


COMMAND_PASSWORD = PatternDetector(
    "COMMAND_PASSWORD",
    [
        Pattern(
            rf"\b(?:curl|http|xh)\b[^\n|;]{{0,60}}?\s(?:-u|--user|-U|--proxy-user|-a|--auth)[ =]?[\"']?([\w.@%+-]{{1,30}}:{_VALUE})",
            0.85,
            valid=0.85,
            group=1,
        ),
        Pattern(rf"\bsshpass\s{{1,3}}-p\s{{0,3}}[\"']?({_VALUE})", 0.9, valid=0.9, group=1),
        Pattern(
            r"\b(?:mysql|mysqldump|mysqladmin|mariadb)\b[^\n|;]{0,60}?\s-p[\"']?([^\s\"'`|&;-][^\s\"'`|&;]{2,50})",
            0.85,
            valid=0.85,
            group=1,
        ),
        Pattern(
            rf"\b(?:docker|podman|helm|az|oc|skopeo|buildah|nerdctl)\s[^\n|;]{{0,50}}?login\b[^\n|;]{{0,50}}?\s-p[ =][\"']?({_VALUE})",
            0.85,
            valid=0.85,
            group=1,
        ),
        Pattern(rf"\bredis-cli\b[^\n|;]{{0,60}}?\s-a\s{{1,3}}[\"']?({_VALUE})", 0.85, valid=0.85, group=1),
        Pattern(rf"(?<![\w-])--(?:{_FLAG})[ =][\"']?({_VALUE})", 0.3, valid=0.7, group=1),
        Pattern(
            rf"\bnet\s{{1,3}}use\s[^\n|;]{{0,60}}?/user:\S{{1,40}}\s{{1,3}}({_VALUE})",
            0.85,
            valid=0.85,
            group=1,
        ),
        Pattern(
            rf"\b(?:openssl|7z|zip|unzip)\b[^\n|;]{{0,60}}?\s(?:-pass(?:in|out)?\s{{1,3}}pass:|-P\s{{1,3}}|-p(?=[^\s-]))[\"']?({_VALUE})",
            0.8,
            valid=0.8,
            group=1,
        ),
    ],
    validate=_password,
    source="https://cwe.mitre.org/data/definitions/214.html",
    default=True,
    flags=0,
)
