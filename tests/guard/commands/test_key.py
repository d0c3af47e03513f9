"""`guard key` as a person runs it."""

import hashlib
import json
from collections.abc import Callable

from ran import Ran


def test_a_new_key_is_shown_once_with_its_digest(run: Callable[..., Ran]) -> None:
    made = json.loads(run("key", "new", "--json").stdout)
    assert made["digest"] == hashlib.sha256(made["key"].encode()).hexdigest()
    shown = run("key", "new")
    (_, key), (_, digest) = (line.split() for line in shown.stdout.splitlines())
    assert digest == hashlib.sha256(key.encode()).hexdigest()
    assert key != made["key"]
    assert shown.returncode == 0
