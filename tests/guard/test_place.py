"""The folder of a tenant's gateway."""

import errno
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from audit.files import write_whole
from guard.errors import ConfigError
from guard.place import KEY, RING, open_service


def test_no_folder_says_which_command_makes_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"audit keys new"):
        open_service("default", tmp_path / "nowhere")
    assert list(tmp_path.iterdir()) == []


def test_ring_of_another_tenant(folder: Path) -> None:
    with pytest.raises(ConfigError, match="expected the ring of tenant `acme`"):
        open_service("default", folder, tenant="acme")


def test_damaged_ring(folder: Path) -> None:
    (folder / RING).write_text("{}")
    with pytest.raises(ConfigError, match=RING):
        open_service("default", folder)


def test_tenant_key_is_made_once_and_private(folder: Path) -> None:
    open_service("default", folder).close()
    key = (folder / KEY).read_text()
    assert stat.S_IMODE((folder / KEY).stat().st_mode) == 0o600
    open_service("default", folder).close()
    assert (folder / KEY).read_text() == key


def test_of_two_that_make_the_tenant_key_the_first_counts(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(path: Path, data: bytes, *, replace: bool) -> None:
        if path.name == KEY:
            write_whole(path, b"ab" * 32 + b"\n", replace=False)
        write_whole(path, data, replace=replace)

    monkeypatch.setattr("guard.place.write_whole", late)
    open_service("default", folder).close()
    assert (folder / KEY).read_text() == "ab" * 32 + "\n"
    assert not list(folder.glob(f".{KEY}*"))


def test_a_tenant_key_that_cannot_be_read_or_made_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, data: bytes, *, replace: bool) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("guard.place.write_whole", refuse)
    with pytest.raises(ConfigError, match=f"{KEY}: cannot be read or made: Permission denied"):
        open_service("default", folder)
    (folder / KEY).mkdir()
    with pytest.raises(ConfigError, match=f"{KEY}: cannot be read or made"):
        open_service("default", folder)


@pytest.mark.parametrize("content", ["", "zz", "00" * 31, "00" * 33])
def test_damaged_tenant_key(folder: Path, content: str) -> None:
    (folder / KEY).write_text(content)
    with pytest.raises(ConfigError, match="64 hex digits"):
        open_service("default", folder)


def test_tokens_survive_a_restart(folder: Path) -> None:
    texts = []
    for _ in range(2):
        service = open_service("default", folder)
        texts.append(service.guard.check("mail jane@example.org").text)
        service.close()
    assert texts[0] == texts[1]


def test_a_server_keeps_the_log_where_one_is_named(folder: Path) -> None:
    service = open_service("default", folder, store="postgresql://nobody@127.0.0.1:1/none")
    assert not service.ready
    service.close()
    secret = folder / "checkpoint.secret"
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert not (folder / "audit.sqlite").exists()
    secret.write_text("ab" * 31)
    with pytest.raises(ConfigError, match="64 hex digits"):
        open_service("default", folder, store="postgresql://nobody@127.0.0.1:1/none")


def test_the_gateway_never_loads_what_opens_records(folder: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from guard.place import open_service; import guard.cli, guard.proxy;"
        f"open_service('default', Path({str(folder)!r})).close();"
        "print([m for m in ('audit.open', 'audit.keyfile', 'audit.cli') if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
