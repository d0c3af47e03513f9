"""What a policy costs: evaluating one of 200 rules on 50 findings, and loading one tenant's after another.

.venv/bin/python tests/bench/policy.py
"""

import statistics
import tempfile
import time
import tracemalloc
from pathlib import Path

from guard.decide.evaluate import evaluate
from guard.decide.policy import Policy
from guard.decide.when import Context
from guard.engine import load_policy
from guard.types import Direction, Finding, Kind, Severity, Span, Text

RULES, FINDINGS, TENANTS, ROUNDS = 200, 50, 1000, 400
TENANT = """policy: tenant-{0}
extends: [default]
prompt:
  entities:
    US_SSN: block
    EMAIL_ADDRESS: {{action: redact, operator: pseudonym}}
words: [{{id: names, list: [alpha{0}, beta], action: block}}]
allow: [{{entity: EMAIL_ADDRESS, regex: '.*@t{0}\\.example'}}]
{1}"""
WHEN = "when: [{id: support, apps: [support-bot], prompt: {entities: {PERSON: allow}}}]\n"


def main() -> None:
    """Print medians."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        policy, labels = _big(folder)
        _evaluating(policy, labels)
        _loading(folder)


def _big(folder: Path) -> tuple[Policy, list[str]]:
    labels = [f"CODE_{number}" for number in range(RULES)]
    entities = "\n".join(f"  - {{name: {each}, regex: '{each}-[0-9]+'}}" for each in labels)
    actions = ("annotate", "redact", "block", "{action: redact, operator: pseudonym, min_score: 0.6}")
    rules = "\n".join(f"    {each}: {actions[at % 4]}" for at, each in enumerate(labels))
    path = folder / "big.yaml"
    path.write_text(f"policy: big\nentities:\n{entities}\nprompt:\n  entities:\n{rules}\n{WHEN}")
    return load_policy(path), labels


def _evaluating(policy: Policy, labels: list[str]) -> None:
    texts = [Text("/messages/0/content", "x" * 2000)]
    findings = [
        Finding(0, Span(at * 30, at * 30 + 12), labels[at * 4 % RULES], Kind.ENTITY, 0.8, "d", Severity.SAFE)
        for at in range(FINDINGS)
    ]
    context = Context(route="chat.completions", model="m", app="support-bot")
    took, under = [], []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        evaluate(policy, Direction.PROMPT, texts, findings)
        took.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        policy.under(context)
        under.append(time.perf_counter() - begun)
    print(
        f"evaluate, {RULES} rules, {FINDINGS} findings: median {statistics.median(took) * 1e6:.0f} us, best {min(took) * 1e6:.0f}"
    )
    print(f"policy for a request, one condition: median {statistics.median(under) * 1e6:.1f} us")


def _loading(folder: Path) -> None:
    paths = [folder / f"t{number}.yaml" for number in range(TENANTS)]
    load_policy("default")
    for changed in ("", WHEN):
        for number, path in enumerate(paths):
            path.write_text(TENANT.format(number, changed))
        took = []
        for path in paths:
            begun = time.perf_counter()
            load_policy(path)
            took.append(time.perf_counter() - begun)
        what = "with a condition" if changed else "plain"
        print(
            f"load {TENANTS} tenants that extend default, {what}: {sum(took):.2f} s, median {statistics.median(took) * 1e3:.2f} ms each"
        )
    tracemalloc.start()
    kept = [load_policy(path) for path in paths[:200]]
    print(f"memory of a loaded policy: {tracemalloc.get_traced_memory()[0] / len(kept) / 1024:.0f} KiB")


if __name__ == "__main__":
    main()
