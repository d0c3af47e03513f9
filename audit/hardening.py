"""What keeps memory off the disk: a process that holds text or keys leaves no core when it dies."""

import ctypes
import resource
import sys
from typing import Final

_PR_SET_DUMPABLE: Final = 4
"""prctl(2)."""


def leave_no_core() -> None:
    """Let this process and its children leave no core file, and on Linux let no other process read its memory."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
