"""The Node verifier, written from FORMAT.md alone, says of every bundle what ours says."""

import random  # noqa: TID251 - seeded
import shutil
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from audit.bundle import lines, verify_bundle
from audit.errors import IntegrityError
from audit.log import AuditLog
from audit.record import Record
from audit.store.sqlite import SqliteStore
from audit.verify import verify

VERIFIER = Path(__file__).parents[1] / "verifier/verify.mjs"
GOOD = 20
TAMPERED = 400
AT_ONCE = 100


@pytest.fixture(scope="module")
def node() -> str:
    found = shutil.which("node")
    if found is None:
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        subprocess.run(["apt-get", "install", "-y", "-qq", "nodejs"], check=True)
        found = shutil.which("node")
    assert found, "the second verifier needs Node: install nodejs"
    return found


@pytest.fixture
def bundles(
    tmp_path: Path,
    log_at: Callable[..., AuditLog],
    record: Callable[..., Record],
    access: Callable[..., Record],
) -> list[list[str]]:
    """Bundles of one log at several sizes, over two changes of its key."""
    now = [1_700_000_000]
    path = tmp_path / "audit.sqlite"
    log = log_at(path, clock=lambda: now[0])
    made = []
    for size in range(GOOD):
        log.append_sync(access() if size % 3 == 2 else record(b"x" * size, tokens=(bytes([size]) * 10,)))
        now[0] += 700
        key = verify(path).logs[0][1].first
        with closing(SqliteStore.read(path)) as store:
            made.append(
                list(lines("default", store.in_order("default"), store.head("default"), key.encode()))
            )
    return made


def changed(bundle: list[str], chance: random.Random) -> list[str]:
    """Give a bundle in which something was changed, as somebody might who wants it unnoticed."""
    made = list(bundle)
    at = chance.randrange(len(made))
    way = chance.randrange(6)
    if way == 0:
        place = chance.randrange(len(made[at]))
        made[at] = made[at][:place] + chance.choice("0123456789abcdef") + made[at][place + 1 :]
    elif way == 1:
        made.pop(at)
    elif way == 2:
        made.insert(at, made[at])
    elif way == 3:
        other = chance.randrange(len(made))
        made[at], made[other] = made[other], made[at]
    elif way == 4:
        made = made[: at + 1]
    else:
        made[at] = made[at][: chance.randrange(len(made[at]))]
    return made


def ours(bundle: list[str]) -> str:
    try:
        proved = verify_bundle(iter(bundle))
    except IntegrityError:
        return "bad"
    return f"ok {proved.size} {proved.root}"


def theirs(node: str, paths: list[Path]) -> list[str]:
    run = subprocess.run([node, VERIFIER, *paths], capture_output=True, text=True, check=False)
    assert not run.stderr
    return [line if line.startswith("ok ") else "bad" for line in run.stdout.splitlines()]


def test_both_say_the_same_of_good_and_of_tampered_bundles(
    node: str, bundles: list[list[str]], tmp_path: Path
):
    chance = random.Random(5)
    tried = bundles + [changed(chance.choice(bundles), chance) for _ in range(TAMPERED)]
    paths = []
    for number, bundle in enumerate(tried):
        paths.append(tmp_path / f"{number}.jsonl")
        paths[-1].write_text("".join(f"{line}\n" for line in bundle), "utf-8")
    said = [each for at in range(0, len(paths), AT_ONCE) for each in theirs(node, paths[at : at + AT_ONCE])]
    assert said == [ours(bundle) for bundle in tried]
    assert all(each.startswith("ok ") for each in said[:GOOD])
    assert sum(each == "bad" for each in said) > TAMPERED * 0.8
