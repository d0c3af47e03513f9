"""Passwords in members and parameters named so, as ``hunter2`` in ``{"password": "hunter2"}``: the name is the evidence.

https://cwe.mitre.org/data/definitions/256.html
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.password_assignment import WORDS, password_like

_MEMBERS = WORDS.replace("_?", " ").replace("-?", " ").split("|")
_MORE = (
    "clave",
    "db pass",
    "geslo",
    "haslo",
    "heslo",
    "mdp",
    "parola",
    "passphrase",
    "pwd",
    "senha",
    "şifre",
)

PASSWORD_FIELD = PatternDetector(
    "PASSWORD_FIELD",
    # The whole of a JSON value: nothing else stands around it.
    [Pattern(r"\A[^\s]{6,80}\Z", 0.3, valid=0.5, needs_context=True)],
    context=(*_MEMBERS, *_MORE),
    validate=password_like,
    source="https://cwe.mitre.org/data/definitions/256.html",
    default=True,
)
