"""A process that was told to leaves no core, and shows its memory to nobody."""

import subprocess
import sys

CHILD = """
import ctypes, resource, sys
{told}
print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""
TOLD = "from audit.hardening import leave_no_core; leave_no_core()"
DUMPABLE = "resource.setrlimit(resource.RLIMIT_CORE, (4096, resource.getrlimit(resource.RLIMIT_CORE)[1]))"


def said(told: str) -> str:
    code = CHILD.format(told=told)
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


def test_it_leaves_no_core_and_cannot_be_dumped():
    assert said(TOLD) == "(0, 0) 0\n"


def test_a_process_that_was_not_told_can_be_dumped():
    assert said("").endswith(" 1\n")  # the control: this machine lets processes be dumped


def test_no_child_takes_it_back():
    raised = f"{TOLD}\ntry:\n    {DUMPABLE}\nexcept ValueError:\n    pass"
    assert said(raised) == "(0, 0) 0\n"
