"""The guard command as a person runs it."""

import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from ran import Ran

from guard.cli import main


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Runs the command in this process: loading what it needs takes seconds, once."""

    def call(*args: str, cwd: Path | None = None, stdin: str = "", **env: str) -> Ran:
        with monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["guard", *args])
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
            for name, value in env.items():
                patch.setenv(name, value)
            if cwd is not None:
                patch.chdir(cwd)
            with pytest.raises(SystemExit) as ended:
                main()
        out, err = capsys.readouterr()
        return Ran(int(ended.value.code or 0), out, err)

    return call
