"""The folder of a tenant's gateway."""

import asyncio
import errno
import json
import stat
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from audit import keyfile
from audit.events import Gap, Kind
from audit.exceptions import FOLDER, Waiver
from audit.files import write_whole
from audit.log import AuditLog
from audit.note import sign
from audit.open import open_body
from audit.record import Record, parse_header
from audit.store.place import Embedded
from audit.store.sqlite import SqliteStore
from audit.trust import load_ring
from guard.errors import ConfigError
from guard.place import KEY, RING, _newest, open_service
from guard.types import Direction


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


def test_a_running_gateway_seals_to_the_ring_that_admins_signed_last(folder: Path, passphrase: str) -> None:
    admin = keyfile.unlock(folder / "officer-ada.key", passphrase).signer("ada")
    with closing(open_service("default", folder)) as service:
        for officer in ("bea", ""):
            asyncio.run(service.check(["mail jane@example.org"], Direction.PROMPT))
            if officer:
                keyfile.create(folder, officer, passphrase, cost=keyfile.FLOOR, admins=[admin])
    with closing(SqliteStore.read(folder / "audit.sqlite")) as store:
        kids = [parse_header(row.hdr).kids for row in store.of_kind("default", Kind.FLAG)]
    assert [len(group) for (group,) in kids] == [1, 2]


HARM = "I know where you live and I am going to kill you, Zelda Quillfeather"


def _excerpts(folder: Path, passphrase: str) -> list[tuple[str, str]]:
    """Level and excerpt of each record, oldest first, opened by Ada."""
    key = keyfile.unlock(folder / "officer-ada.key", passphrase)
    found = []
    with closing(SqliteStore.read(folder / "audit.sqlite")) as store:
        for row in store.of_kind("default", Kind.FLAG):
            assert b"Quillfeather" not in row.hdr
            body = json.loads(open_body(row.hdr, store.sealed(row.rid), store.share(row.rid), key))
            found.append((parse_header(row.hdr).event.level, body["excerpts"][0]["text"]))
    return found


def _put_exception(folder: Path, passphrase: str, **changes: object) -> Path:
    """Put an exception there that Ada asked for and Bea and Bob approved, for what `HARM` holds."""
    now = int(time.time())
    fields = {"id": "ab" * 16, "tenant": "default", "grants": "original", "reason": "research", "ticket": ""}
    fields |= {"categories": ("harassment", "violence"), "requester": "ada", "since": now, "until": now + 60}
    waiver = Waiver(**(fields | changes))
    signers = [
        keyfile.unlock(folder / f"officer-{name}.key", passphrase).signer(name)
        for name in ("ada", "bea", "bob")
    ]
    (folder / FOLDER).mkdir(exist_ok=True)
    path = folder / FOLDER / f"{waiver.id}.json"
    path.write_text(sign(f"{waiver.encode().decode()}\n", *signers))
    return path


def test_a_running_gateway_keeps_originals_while_an_exception_is_in_force(
    folder: Path, passphrase: str, tmp_path: Path
) -> None:
    admin = keyfile.unlock(folder / "officer-ada.key", passphrase).signer("ada")
    for name in ("bea", "bob"):
        keyfile.create(folder, name, passphrase, cost=keyfile.FLOOR, admins=[admin], roles=["approver"])
    path = tmp_path / "p.yaml"
    path.write_text("policy: p\nextends: [default]\naudit: {evidence: original}\n")
    _put_exception(folder, passphrase, categories=("hate",))
    with closing(open_service(path, folder)) as service:
        asyncio.run(service.check([HARM], Direction.PROMPT))  # of another category
    _put_exception(folder, passphrase)
    with closing(open_service(path, folder)) as service:
        asyncio.run(service.check([HARM], Direction.PROMPT))
    with closing(open_service("default", folder)) as service:
        asyncio.run(service.check([HARM], Direction.PROMPT))  # of a policy that asks for no originals
    (folder / FOLDER / f"{'ab' * 16}.revoked").touch()
    with closing(open_service(path, folder)) as service:
        asyncio.run(service.check([HARM], Direction.PROMPT))
    masked = HARM.replace("Zelda Quillfeather", "<PERSON>")
    redacted = ("redacted", masked)
    assert _excerpts(folder, passphrase) == [redacted, ("original", HARM), redacted, redacted]


def test_a_log_from_the_future_puts_no_exception_in_force(
    folder: Path, passphrase: str, tmp_path: Path
) -> None:
    place = Embedded(folder / "audit.sqlite")
    assert _newest(place, "default") == 0
    ahead = int(time.time()) + 3600
    with closing(AuditLog(place, load_ring(folder, 0), clock=lambda: ahead)) as log:
        log.append_sync(Record("default", Gap(1, 0, 0, "lost")))
    assert _newest(place, "default") == ahead
    (folder / "audit.sqlite").write_bytes(b"damaged" * 1000)
    assert _newest(place, "default") is None


@pytest.mark.parametrize("size", [0, 50_000])
def test_a_service_remembers_as_much_as_it_is_told(folder: Path, size: int) -> None:
    with closing(open_service("default", folder, memory=size)) as service:
        memory = service.guard.rules.memory
        assert (memory is None) == (size == 0)
        assert memory is None or repr(memory).endswith(f"limit={size}))")
