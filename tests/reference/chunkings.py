"""How many chunkings a property tries: few as a rule, GUARD_FAULT_CHUNKINGS of each route under `make fault`."""

import os

_ASKED = int(os.environ.get("GUARD_FAULT_CHUNKINGS", "0"))


def examples(usual: int, ways: int = 1) -> int:
    """Give the number of examples of a test.

    Args:
        usual: how many there are as a rule.
        ways: how many times the test runs, among which those asked for are shared.
    """
    return max(1, _ASKED // ways) if _ASKED else usual
