"""HashiCorp Vault tokens: service, batch and recovery tokens, and old ones where Vault is named.

https://developer.hashicorp.com/vault/docs/concepts/tokens
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import mixed

VAULT_TOKEN = PatternDetector(
    "VAULT_TOKEN",
    [
        Pattern(r"\bhv[sbr]\.[A-Za-z0-9_-]{24,300}(?![\w-])", 0.9),
        Pattern(r"(?<![\w.])[sbr]\.[A-Za-z0-9]{24}(?![\w.-])", 0.35, needs_context=True),
    ],
    context=(
        "vault",
        "vault token",
        "vault_token",
        "x-vault-token",
    ),
    validate=mixed,
    source="https://developer.hashicorp.com/vault/docs/concepts/tokens",
    default=True,
    flags=0,
)
