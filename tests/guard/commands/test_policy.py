"""`guard policy` as a person runs it."""

import json
from collections.abc import Callable

from ran import Ran

MAIL = "jane.doe@example.org"


def test_policy_commands(run: Callable[..., Ran]) -> None:
    assert run("policy", "check", "default").stdout.startswith("ok default@")
    assert "secret/*: block from score 0.4" in run("policy", "explain", "default").stdout
    why = run("policy", "explain", "default", "--text", f"mail {MAIL}").stdout
    assert "prompt.entities.EMAIL_ADDRESS" in why
    assert MAIL not in why
    schema = json.loads(run("policy", "schema").stdout)
    assert schema["additionalProperties"] is False
    assert "prompt" in schema["properties"]
