"""Weights & Biases keys: new ones begin ``wandb_v1_``, old ones are 40 hex digits, known by their name.

https://docs.wandb.ai/support/find_api_key
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import credentials_of, mixed, named

WANDB_KEY = PatternDetector(
    "WANDB_KEY",
    [
        Pattern(r"\bwandb_v1_[A-Za-z0-9]{16,40}_[A-Za-z0-9]{30,80}(?![\w-])", 0.9),
        *named("(?:wandb|weights.{0,5}biases)", "[a-f0-9]{40}"),
    ],
    context=credentials_of("wandb", "weight bias"),
    validate=mixed,
    source="https://docs.wandb.ai/support/find_api_key",
    default=True,
    flags=0,
)
