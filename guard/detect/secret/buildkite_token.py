"""Buildkite tokens: API access, agents, jobs, clusters, registries.

https://buildkite.com/docs/platform/security/tokens
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

BUILDKITE_TOKEN = PatternDetector(
    "BUILDKITE_TOKEN",
    [Pattern(r"\bbk(?:ua|aa|aj|ct|at|prt|pt|rt)_[A-Za-z0-9]{38,80}(?![\w-])", 0.9)],
    validate=varied,
    source="https://buildkite.com/docs/platform/security/tokens",
    default=True,
    flags=0,
)
