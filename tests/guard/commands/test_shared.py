"""What the commands share."""

import json

import pytest

from guard.commands.shared import print_json


def test_json_is_one_line_and_keeps_every_letter(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"text": "Ümit\n😀", "n": [1, None]})
    printed = capsys.readouterr().out
    assert printed.count("\n") == 1
    assert "Ümit" in printed
    assert json.loads(printed) == {"text": "Ümit\n😀", "n": [1, None]}
