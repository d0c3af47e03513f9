"""`guard serve`: what it refuses to begin with."""

from collections.abc import Callable

import pytest
from ran import Ran


@pytest.mark.parametrize("host", ["0.0.0.0", "example.org", "192.0.2.1", "::"])
def test_other_systems_endpoints_are_not_open_to_the_outside(run: Callable[..., Ran], host: str) -> None:
    ran = run("serve", "--upstream", "http://127.0.0.1:9", "--host", host, GUARD_DROP_IN='["presidio"]')
    assert ran.returncode == 2
    assert ran.stderr.startswith("guard: drop_in: expected caller_keys")
