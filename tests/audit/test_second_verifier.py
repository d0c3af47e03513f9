"""The Node verifier, written from FORMAT.md alone, says of every bundle what ours says."""

import json
import random  # noqa: TID251 - seeded
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

import pytest
import rfc8785

from audit.bundle import lines, verify_bundle
from audit.errors import IntegrityError
from audit.events import (
    KIND_CODE,
    Access,
    Decision,
    Erasure,
    Event,
    FindingSummary,
    Flag,
    Gap,
    Hold,
    PolicyChange,
    RingChange,
    Rotation,
    Verdict,
)
from audit.merkle import Frontier, leaf, leaf_hash
from audit.note import Signer, Verifier, sign
from audit.open import PrivateKey
from audit.record import Header, parse_header
from audit.ring import Recipient, Ring
from audit.signing import origin, signed
from audit.statements import UNSIGNED, signed_by
from audit.store.rows import Head, Row

VERIFIER = Path(__file__).parents[1] / "verifier/verify.mjs"
GOOD = 1000
TAMPERED = 1000
AT_ONCE = 100
TENANT = "default"
START = 1_700_000_000
DAY_S = 86_400
ADMIN = Signer("admin", b"a" * 32)
KEYS = {name: PrivateKey("x25519", name.encode().ljust(32, b".")) for name in ("ana", "ben", "cleo", "eve")}
SIGNERS = {name: key.signer(name) for name, key in KEYS.items()}
BODY = {"suite": "x25519", "kids": (("01" * 8,),), "blen": 256, "share": "ab" * 32, "com": "cd" * 32}
FINDING = FindingSummary("EMAIL_ADDRESS", "", 4, 2, "email", 950)
FLAG = Flag("prompt", "whole", "redact", (FINDING,), "ab" * 32, "example-1")


def ring_of(version: int, *active: str, retired: tuple[str, ...] = ()) -> Ring:
    """Make a ring whose active recipients approve as well, with `cleo`, who never reads."""
    recipients = tuple(
        Recipient("x25519", KEYS[name].public, name, SIGNERS[name].verifier.public, state)
        for names, state in ((active, "active"), (retired, "retired"))
        for name in names
    )
    approvers = tuple(SIGNERS[name].verifier for name in (*active, "cleo"))
    return Ring(version, TENANT, "x25519", (recipients,), approvers=approvers)


FIRST, SECOND, THIRD = ring_of(1, "ana", "ben"), ring_of(2, "ben", retired=("ana",)), ring_of(4, "ana")
NOTES = {ring.digest: sign(f"{ring.encode().decode()}\n", ADMIN) for ring in (FIRST, SECOND, THIRD)}


@dataclass
class Made:
    """A log whose writer holds every checkpoint key, so that it fits itself whatever it says."""

    chance: random.Random
    rows: list[Row] = field(default_factory=list)
    tree: Frontier = field(default_factory=Frontier)
    ring: Ring = FIRST
    key: Signer = field(default_factory=lambda: Signer(origin(TENANT), bytes(32)))
    rotations: int = 0
    policy: str = ""
    held: list[str] = field(default_factory=list)
    asked: list[Decision] = field(default_factory=list)
    ts: int = START

    def add(self, event: Event, **more: object) -> None:
        seq, rid = len(self.rows), self.chance.randbytes(16).hex()
        fields = {"ts": self.ts, "ring": self.ring.digest} | more
        header = Header(TENANT, event, seq, rid, **fields)
        sealed, index = b"x" * bool(header.blen), b"i" * 32 * bool(header.idx)
        grown = leaf(KIND_CODE[header.kind], bytes.fromhex(rid), header.encode(), sealed, index)
        self.rows.append(Row(TENANT, seq, rid, str(header.kind), self.ts, header.encode(), grown))
        self.tree = self.tree.append(leaf_hash(grown))
        self.ts += self.chance.randrange(100)

    def begin(self) -> None:
        self.add(Rotation(self.key.verifier.public.hex(), 0))
        self.rotations = 1
        self.add(RingChange(1))

    def bundle(self, *without: Ring) -> list[str]:
        first = json.loads(self.rows[0].hdr)["key"]
        named = dict.fromkeys(
            json.loads(row.hdr)["ring"] for row in self.rows if row.kind in ("ring", "flag")
        )
        left_out = {ring.digest for ring in without}
        notes = [NOTES[each] for each in named if each in NOTES and each not in left_out]
        key = Verifier(origin(TENANT), bytes.fromhex(first)).encode()
        return list(lines(TENANT, self.rows, Head(self.tree, signed(self.tree, self.key)), key, notes))

    def reader(self) -> str:
        return self.chance.choice([each.officer for each in self.ring.active[0]])

    def approver(self) -> str:
        return self.chance.choice([each.name for each in self.ring.approvers])


def subject(log: Made) -> str:
    return log.chance.choice(log.rows).rid


def access(log: Made, name: str = "", at: int | None = None) -> Access:
    name = name or log.reader()
    event = Access(subject(log), name, "review", log.ts if at is None else at, UNSIGNED, "T-1")
    return signed_by(event, TENANT, SIGNERS[name])


def verdict(log: Made, name: str = "", at: int | None = None) -> Verdict:
    name = name or log.reader()
    event = Verdict(subject(log), name, "false_positive", log.ts if at is None else at, UNSIGNED)
    return signed_by(event, TENANT, SIGNERS[name])


def erasure(log: Made, name: str = "") -> Erasure:
    name = name or log.chance.choice([log.reader(), log.approver()])
    return signed_by(Erasure("record", 2, "ef" * 32, "request", name), TENANT, SIGNERS[name])


def retention(reason: str = "ttl-30") -> Erasure:
    return Erasure("time", 2, "ef" * 32, reason, "retention")


def hold(
    log: Made,
    state: str = "placed",
    known: str = "",
    names: tuple[str, ...] = (),
    expires: int = START + DAY_S,
) -> Hold:
    one, other = names or log.chance.sample([each.name for each in log.ring.approvers], 2)
    made = known or log.chance.randbytes(16).hex()
    event = Hold(made, state, 0, START, expires, "case", one, other, UNSIGNED, UNSIGNED)
    said = event.statement(TENANT)
    return replace(event, sig=SIGNERS[one].sign(said).hex(), sig2=SIGNERS[other].sign(said).hex())


def decision(log: Made, step: str, of: Decision | None = None, name: str = "") -> Decision:
    """Make a step on the way of what officers decide: the first, or another of the same."""
    subject, digest = (of.subject, of.digest) if of else (log.chance.randbytes(16).hex(), "de" * 32)
    about = of.about if of else log.chance.choice(["exception", "policy"])
    officer = name or (log.reader() if step == "requested" else log.approver())
    event = Decision(about, subject, digest, step, officer, log.ts, UNSIGNED)
    return signed_by(event, TENANT, SIGNERS[officer])


def rotation(
    log: Made, by: Signer | None = None, officer: str = "", **changes: object
) -> tuple[Rotation, Signer]:
    key = Signer(origin(TENANT), log.chance.randbytes(32))
    signer = by or (SIGNERS[officer] if officer else log.key)
    public, root = key.verifier.public.hex(), log.tree.root().hex()
    event = replace(Rotation(public, log.rotations, UNSIGNED, officer, log.tree.size, root), **changes)
    return replace(event, sig=signer.sign(event.statement(TENANT)).hex()), key


def turn(log: Made, by: Signer | None = None, officer: str = "", **more: object) -> None:
    event, key = rotation(log, by, officer)
    log.add(event, **more)
    log.key, log.rotations = key, log.rotations + 1


def turn_of(log: Made, **changes: object) -> None:
    """Turn to a key that stands for other records than those before it."""
    event, key = rotation(log, officer=log.chance.choice(["", log.approver()]), **changes)
    log.add(event)
    log.key, log.rotations = key, log.rotations + 1


def rewrite(log: Made, seq: int, by: Signer | None = None) -> None:
    """Change a flag, and the tree of all that came after it; with `by`, the rotations too."""
    rows, log.rows, log.tree = log.rows, [], Frontier()
    for row in rows:
        members = json.loads(row.hdr)
        if row.seq == seq:
            members |= {"model": "other"}
        header = parse_header(rfc8785.dumps(members))
        if row.seq > seq and by is not None and isinstance(header.event, Rotation):
            event = replace(header.event, size=row.seq, root=log.tree.root().hex(), officer="")
            header = replace(header, event=replace(event, sig=by.sign(event.statement(TENANT)).hex()))
        raw = header.encode()
        grown = row.leaf[:18] + sha256(raw).digest() + row.leaf[50:]
        log.rows.append(replace(row, hdr=raw, leaf=grown))
        log.tree = log.tree.append(leaf_hash(grown))


def change(log: Made, ring: Ring, prior: Ring | None = None, version: int = 0) -> None:
    event = RingChange(version or ring.version, (prior or log.ring).digest)
    log.ring = ring
    log.add(event)


def late(log: Made) -> None:
    """Let a flag come out of a spool whose ring came and went while the store was away."""
    change(log, THIRD)
    log.add(replace(FLAG, level="redacted"), ring=SECOND.digest, spooled=True, **BODY)


def step(log: Made) -> None:  # noqa: C901, PLR0912 - a table of ways
    """Add what an honest log may hold next."""
    match log.chance.randrange(15):
        case 0 | 1:
            log.add(FLAG, idx=log.chance.randrange(3))
        case 2:
            log.add(replace(FLAG, level="redacted"), spooled=log.chance.random() < 0.5, **BODY)
        case 3:
            log.add(access(log))
        case 4:
            log.add(verdict(log, at=log.ts - log.chance.randrange(DAY_S)))
        case 5:
            log.add(log.chance.choice([erasure(log), retention()]))
        case 6:
            log.add(event := hold(log))
            log.held.append(event.hold)
        case 7 if log.held:
            log.add(hold(log, "lifted", log.held.pop()))
        case 8:
            policy = log.chance.randbytes(32).hex()
            passes = log.chance.choice([(), ("GET /v1/files", "POST /v1/files/{}")])
            log.add(PolicyChange(policy, log.policy, passes=passes))
            log.policy = policy
        case 9:
            log.add(Gap(3, START, START + 1, log.chance.choice(["lost", "overflow", "rollback"])))
        case 10:
            turn(log, officer=log.chance.choice(["", log.approver()]))
        case 11 if log.ring == FIRST:
            if log.chance.random() < 0.5:
                turn(log, ring=SECOND.digest)
            change(log, SECOND)
        case 12 if log.ring == SECOND:
            late = {"spooled": True, **BODY} if log.chance.random() < 0.5 else {}
            log.add(replace(FLAG, level="redacted"), ring=FIRST.digest, **late)
        case 13:
            log.add(event := decision(log, "requested"))
            log.asked.append(event)
        case 14 if log.asked:
            asked = log.chance.choice(log.asked)
            if log.chance.random() < 0.3:
                log.asked.remove(asked)
                log.add(decision(log, "revoked", asked))
            else:
                log.add(decision(log, "approved", asked, name="cleo"))
        case _:
            log.add(FLAG)


def honest(chance: random.Random) -> Made:
    log = Made(chance)
    log.begin()
    for _ in range(chance.randrange(14)):
        step(log)
    return log


def forge(log: Made, way: str) -> list[str]:  # noqa: C901, PLR0912, PLR0915 - a table of ways
    """Go on with a log as nobody may who holds store and checkpoint key alone; return its bundle."""
    without: tuple[Ring, ...] = ()
    made = log.chance.choice([access, verdict, erasure])(log)
    other = next(name for name in ("ben", "cleo") if name != made.officer)
    match way:
        case "tampered signature":
            at = log.chance.randrange(128)
            wrong = "0" if made.sig[at] != "0" else "1"
            log.add(replace(made, sig=made.sig[:at] + wrong + made.sig[at + 1 :]))
        case "other officer's signature":
            log.add(replace(made, sig=SIGNERS[other].sign(made.statement(TENANT)).hex()))
        case "other words":
            log.add(replace(made, **({"n": 9} if isinstance(made, Erasure) else {"subject": "0" * 32})))
        case "unsigned erasure":
            log.add(replace(erasure(log), sig=""))
        case "stranger":
            log.add(access(log, "eve"))
        case "approver reads":
            log.add(access(log, "cleo"))
        case "retired officer":
            if log.ring == FIRST:
                change(log, SECOND)
            log.add(log.chance.choice([access, verdict, erasure])(log, "ana"))
        case "retired officer under the ring of then":
            if log.ring == FIRST:
                change(log, SECOND)
            log.add(access(log, "ana"), ring=FIRST.digest)
        case "ring left out":
            log.add(made)
            without = (log.ring,)
        case "another time":
            log.add(access(log, at=log.ts - log.chance.choice([601, -601, DAY_S])))
        case "another time of a verdict":
            log.add(verdict(log, at=log.ts - log.chance.choice([DAY_S + 1, -DAY_S - 1, START])))
        case "hold by one":
            event = hold(log)
            log.add(replace(event, sig2=event.sig))
        case "hold by a stranger":
            log.add(hold(log, names=("cleo", "eve")))
        case "hold placed twice":
            log.add(event := hold(log))
            log.add(hold(log, known=event.hold))
        case "hold lifted twice":
            log.add(event := hold(log))
            log.add(hold(log, "lifted", event.hold))
            log.add(hold(log, "lifted", event.hold))
        case "hold lifted on other terms":
            log.add(event := hold(log))
            log.add(hold(log, "lifted", event.hold, expires=event.expires + 1))
        case "late flag whose ring is not at hand":
            if log.ring == FIRST:
                late(log)
                without = (SECOND,)
            else:
                log.add(replace(FLAG, level="redacted"), ring=THIRD.digest, spooled=True, **BODY)
        case "decision asked for twice":
            log.add(event := decision(log, "requested"))
            log.add(decision(log, "requested", event))
        case "decision never asked for":
            log.add(decision(log, log.chance.choice(["approved", "revoked"]), name="cleo"))
        case "decision approved by its requester":
            log.add(event := decision(log, "requested", name="cleo"))
            log.add(decision(log, "approved", event, name="cleo"))
        case "decision approved by a stranger":
            log.add(event := decision(log, "requested"))
            log.add(decision(log, "approved", event, name="eve"))
        case "decision about something else":
            log.add(event := decision(log, "requested"))
            log.add(decision(log, "approved", replace(event, digest="ad" * 32), name="cleo"))
        case "decision after its end":
            log.add(event := decision(log, "requested"))
            log.add(decision(log, "revoked", event, name="cleo"))
            log.add(decision(log, "approved", event, name="cleo"))
        case "decision at another time":
            log.add(replace(decision(log, "requested"), at=log.ts - 601))
        case "hold never placed":
            log.add(hold(log, "lifted"))
        case "retention without days":
            log.add(retention(log.chance.choice(["age", "ttl-0", "ttl-3651", "ttl-07"])))
        case "retention by another scope":
            log.add(replace(retention(), scope="record"))
        case "policy out of turn":
            log.add(PolicyChange("ab" * 32, "cd" * 32))
        case "ring not after the one before":
            change(log, THIRD, prior=SECOND if log.ring == FIRST else FIRST)
        case "ring of another version":
            change(log, THIRD, version=3)
        case "ring of before":
            if log.ring == FIRST:
                change(log, SECOND)
            change(log, FIRST, version=3)
        case "record under a ring that is not named":
            log.add(FLAG, ring=THIRD.digest)
        case "rotation under a ring that does not come":
            turn(log, ring=THIRD.digest)
            log.add(FLAG)
        case "rotation at the end under a ring that does not come":
            turn(log, ring=THIRD.digest)
        case "key by a stranger":
            turn(log, by=SIGNERS["eve"])
        case "key by an approver, unnamed":
            turn(log, by=SIGNERS["cleo"])
        case "recovery by the key itself":
            turn(log, by=log.key, officer="cleo")
        case "recovery by a stranger":
            turn(log, officer="eve")
        case "number left out":
            log.rotations += 1
            turn(log)
        case "key of another root":
            turn_of(log, root=log.chance.randbytes(32).hex())
        case "key of fewer records":
            turn_of(log, size=log.tree.size - 1)
        case "key of more records":
            turn_of(log, size=log.tree.size + 1)
        case "rewritten before the key" | "rewritten with the key's own word":
            log.add(FLAG)
            at = log.tree.size - 1
            turn(log, officer=log.chance.choice(["", log.approver()]))
            rewrite(log, at, None if way == "rewritten before the key" else log.key)
        case _:
            raise AssertionError(way)
    for _ in range(log.chance.randrange(3)):
        log.add(FLAG)
    return log.bundle(*without)


WAYS = (
    "tampered signature",
    "other officer's signature",
    "other words",
    "unsigned erasure",
    "stranger",
    "approver reads",
    "retired officer",
    "retired officer under the ring of then",
    "ring left out",
    "another time",
    "another time of a verdict",
    "hold by one",
    "hold by a stranger",
    "hold placed twice",
    "hold lifted twice",
    "decision asked for twice",
    "decision never asked for",
    "decision approved by its requester",
    "decision approved by a stranger",
    "decision about something else",
    "decision after its end",
    "decision at another time",
    "hold never placed",
    "hold lifted on other terms",
    "late flag whose ring is not at hand",
    "retention without days",
    "retention by another scope",
    "policy out of turn",
    "ring not after the one before",
    "ring of another version",
    "ring of before",
    "record under a ring that is not named",
    "rotation under a ring that does not come",
    "rotation at the end under a ring that does not come",
    "key by a stranger",
    "key by an approver, unnamed",
    "recovery by the key itself",
    "recovery by a stranger",
    "number left out",
    "key of another root",
    "key of fewer records",
    "key of more records",
    "rewritten before the key",
    "rewritten with the key's own word",
)


def ring_changed(bundle: list[str], chance: random.Random) -> list[str]:
    """Give a bundle with another officer's key in a ring, or with a ring too many, twice or of nobody."""
    first = json.loads(bundle[0])
    way = chance.randrange(4)
    if way == 0:
        eve = Ring(1, TENANT, "x25519", ((Recipient("x25519", KEYS["eve"].public, "ana", b"e" * 32),),))
        first["rings"] = [sign(f"{eve.encode().decode()}\n", ADMIN), *first["rings"][1:]]
    elif way == 1:
        first["rings"].append(NOTES[THIRD.digest])
    elif way == 2:
        first["rings"].append(first["rings"][0])
    else:
        note = first["rings"][0]
        end = note.index("\n")
        at = chance.randrange(end)
        first["rings"][0] = note[:at] + ("1" if note[at] != "1" else "2") + note[at + 1 :]
    return [json.dumps(first, sort_keys=True), *bundle[1:]]


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
def theirs(node: str, tmp_path: Path) -> Callable[[list[list[str]]], list[str]]:
    """What the second verifier says of bundles: `ok SIZE ROOT`, or `bad`."""

    def say(bundles: list[list[str]]) -> list[str]:
        said: list[str] = []
        for at in range(0, len(bundles), AT_ONCE):
            paths = []
            for number, bundle in enumerate(bundles[at : at + AT_ONCE]):
                paths.append(tmp_path / f"{number}.jsonl")
                paths[-1].write_text("".join(f"{line}\n" for line in bundle), "utf-8")
            run = subprocess.run([node, VERIFIER, *paths], capture_output=True, text=True, check=False)
            assert not run.stderr
            said += [line if line.startswith("ok ") else "bad" for line in run.stdout.splitlines()]
        return said

    return say


def ours(bundle: list[str]) -> str:
    try:
        proved = verify_bundle(iter(bundle))
    except IntegrityError:
        return "bad"
    return f"ok {proved.log.size} {proved.log.tree.root().hex()}"


Theirs = Callable[[list[list[str]]], list[str]]


@pytest.mark.slow
def test_both_accept_every_good_bundle(theirs: Theirs):
    bundles = [honest(random.Random(seed)).bundle() for seed in range(GOOD)]
    mine = [ours(bundle) for bundle in bundles]
    assert all(each.startswith("ok ") for each in mine)
    assert theirs(bundles) == mine
    kinds = {json.loads(json.loads(line)["hdr"])["kind"] for bundle in bundles for line in bundle[1:]}
    assert kinds == {str(kind) for kind in KIND_CODE}


@pytest.mark.slow
def test_both_accept_what_waited_while_its_ring_came_and_went(theirs: Theirs):
    logs = [log for seed in range(100) if (log := honest(random.Random(seed))).ring == FIRST]
    assert len(logs) > 20
    for log in logs:
        late(log)
    bundles = [log.bundle() for log in logs]
    mine = [ours(bundle) for bundle in bundles]
    assert all(each.startswith("ok ") for each in mine)
    assert theirs(bundles) == mine


@pytest.mark.slow
def test_both_refuse_every_forged_log(theirs: Theirs):
    """Each of these fits itself: only signatures, rings, holds and times tell that it is none."""
    bundles = [forge(honest(random.Random(seed)), WAYS[seed % len(WAYS)]) for seed in range(TAMPERED)]
    for who in ([ours(bundle) for bundle in bundles], theirs(bundles)):
        assert [(WAYS[seed % len(WAYS)], seed) for seed, each in enumerate(who) if each != "bad"] == []


def test_both_refuse_a_first_key_that_stands_for_records(theirs: Theirs):
    bundles = []
    for changes in ({}, {"size": 1}, {"root": "ab" * 32}, {"size": 1, "root": "ab" * 32}):
        log = Made(random.Random(1))
        log.begin()
        row, second = log.rows
        raw = rfc8785.dumps(json.loads(row.hdr) | changes)
        grown = row.leaf[:18] + sha256(raw).digest() + row.leaf[50:]
        log.rows = [replace(row, hdr=raw, leaf=grown), second]
        log.tree = Frontier().append(leaf_hash(grown)).append(leaf_hash(second.leaf))
        bundles.append(log.bundle())
    mine = [ours(bundle) for bundle in bundles]
    assert mine[0].startswith("ok ")
    assert mine[1:] == ["bad"] * 3
    assert theirs(bundles) == mine


@pytest.mark.slow
def test_neither_tells_what_the_holder_of_the_key_rewrote_after_it(theirs: Theirs):
    """The limit: until the next key only a receipt or a bundle that is kept elsewhere tells."""
    bundles = []
    for seed in range(20):
        log = honest(random.Random(seed))
        turn(log)
        log.add(FLAG)
        before = log.bundle()
        rewrite(log, log.tree.size - 1)
        bundles.append(log.bundle())
        assert bundles[-1] != before
    mine = [ours(bundle) for bundle in bundles]
    assert all(each.startswith("ok ") for each in mine)
    assert theirs(bundles) == mine


@pytest.mark.slow
def test_both_say_the_same_of_tampered_bundles(theirs: Theirs):
    chance = random.Random(5)
    bundles = []
    for seed in range(TAMPERED):
        way = ring_changed if seed % 4 == 0 else changed
        bundles.append(way(honest(random.Random(seed)).bundle(), chance))
    mine = [ours(bundle) for bundle in bundles]
    assert theirs(bundles) == mine
    assert set(mine[::4]) == {"bad"}
    assert sum(each == "bad" for each in mine) > TAMPERED * 0.8
