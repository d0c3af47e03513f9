"""Reads a Dockerfile as far as ours goes: stages of instructions, lines joined, comments gone."""

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_FROM = re.compile(r"(?P<base>\S+)(?: AS (?P<name>\S+))?")


@dataclass(frozen=True)
class Stage:
    """What is done from one FROM to the next: pairs of instruction and what stands behind it."""

    base: str
    name: str
    steps: tuple[tuple[str, str], ...]

    def all(self, instruction: str) -> list[str]:
        return [rest for word, rest in self.steps if word == instruction]

    def one(self, instruction: str) -> str:
        (found,) = self.all(instruction)
        return found

    def exec(self, instruction: str) -> list[str]:
        """Give an instruction in exec form; a shell form is no JSON and raises."""
        return list(json.loads(self.one(instruction)))

    @property
    def environment(self) -> dict[str, str]:
        words = shlex.split(" ".join(self.all("ENV")))
        return dict(word.split("=", 1) for word in words)


def stages(path: Path) -> list[Stage]:
    found: list[Stage] = []
    steps: list[tuple[str, str]] = []
    for word, rest in _steps(path.read_text(encoding="utf-8")):
        if word == "FROM":
            head = _FROM.fullmatch(rest)
            assert head is not None, rest
            steps = []
            found.append(Stage(head["base"], head["name"] or "", ()))
        else:
            steps.append((word, rest))
        if found:
            found[-1] = Stage(found[-1].base, found[-1].name, tuple(steps))
    return found


def _steps(text: str) -> Iterator[tuple[str, str]]:
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    for line in re.sub(r"\\\n\s*", " ", "\n".join(lines)).splitlines():
        word, rest = line.split(" ", 1)
        yield word, rest.strip()
