"""What came of running a command."""

from dataclasses import dataclass


@dataclass
class Ran:
    returncode: int
    stdout: str
    stderr: str
