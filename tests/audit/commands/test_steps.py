"""Steps are on record before the document changes; their documents lie where the tenant's folder is."""

from pathlib import Path

import pytest

from audit.commands import steps
from audit.errors import WaiverError


def test_a_folder_of_documents_is_private_and_made_once(tmp_path: Path) -> None:
    folder = steps.made(tmp_path, "policies")
    assert folder.stat().st_mode & 0o077 == 0
    assert steps.made(tmp_path, "policies") == folder


def test_what_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(WaiverError, match="cannot be made"):
        steps.made(tmp_path / "file", "policies")


def test_a_document_is_written_whole_and_not_over_another(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    steps.write(path, "one", replace=False)
    with pytest.raises(WaiverError, match="exists already"):
        steps.write(path, "two", replace=False)
    assert path.read_text() == "one"
    steps.write(path, "two", replace=True)
    assert path.read_text() == "two"
    with pytest.raises(WaiverError, match="cannot be written"):
        steps.write(tmp_path / "no" / "b.json", "x", replace=False)
