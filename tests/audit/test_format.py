"""The example in FORMAT.md, made anew with nothing but hashes, signatures and the words of that document."""

import base64
import hashlib
import json
import re
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audit.bundle import FORMAT, verify_bundle

TEXT = (Path(__file__).parents[2] / "audit" / "FORMAT.md").read_text(encoding="utf-8")
EXAMPLE = TEXT[TEXT.index("## 15. ") :]
CODES = {"rotate": 9, "ring": 5, "gap": 6}
HEADERS = re.findall(r"^header \d  (.*)$", EXAMPLE, re.MULTILINE)
LEAVES = re.findall(r"^leaf \d    (.*)$", EXAMPLE, re.MULTILINE)
NODES = re.findall(r"^node \d    .* = (.*)$", EXAMPLE, re.MULTILINE)
NOTE = EXAMPLE[EXAMPLE.index("```note\n") + 8 :].partition("```")[0]
ORIGIN = "guard-audit/" + hashlib.sha256(b"example").hexdigest()[:32]


def said(name: str) -> str:
    (value,) = re.findall(rf"^{name} .*?([^ \n]+)$", EXAMPLE, re.MULTILINE)
    return str(value)


def sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def test_headers_are_canonical_and_of_one_ring():
    assert len(HEADERS) == len(LEAVES) == len(NODES) == 3
    for seq, header in enumerate(HEADERS):
        members = json.loads(header)
        assert json.dumps(members, sort_keys=True, separators=(",", ":")) == header
        assert (members["seq"], members["tenant"]) == (seq, "example")
        assert members["ring"] == sha256(b"a ring").hex()


def test_leaves_are_those_of_their_headers():
    for header, leaf in zip(HEADERS, LEAVES, strict=True):
        members = json.loads(header)
        made = bytes([1, CODES[members["kind"]]]) + bytes.fromhex(members["rid"])
        made += sha256(header.encode()) + bytes(64)
        assert made.hex() == leaf
        assert len(made) == 114


def test_the_tree_is_that_of_its_leaves():
    nodes = [sha256(b"\x00", bytes.fromhex(leaf)) for leaf in LEAVES]
    assert [node.hex() for node in nodes] == NODES
    inner = sha256(b"\x01", nodes[0], nodes[1])
    root = sha256(b"\x01", inner, nodes[2])
    assert (inner.hex(), root.hex()) == (said("node 01"), said("root"))
    assert said("frontier") == ((3).to_bytes(8, "big") + inner + nodes[2]).hex()


def test_the_checkpoint_is_signed_by_the_key_of_the_first_record():
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    public = key.public_key().public_bytes_raw()
    key_id = sha256(f"{ORIGIN}\n".encode(), b"\x01", public)[:4]
    assert json.loads(HEADERS[0])["key"] == public.hex()
    encoded = base64.b64encode(b"\x01" + public).decode()
    assert said("key") == f"{ORIGIN}+{key_id.hex()}+{encoded}"
    root = base64.b64encode(bytes.fromhex(said("root"))).decode()
    text = f"{ORIGIN}\n3\n{root}\n"
    signature = base64.b64encode(key_id + key.sign(text.encode())).decode()
    assert f"{text}\n\u2014 {ORIGIN} {signature}\n" == NOTE


def test_the_example_is_a_bundle_that_verifies():
    first = {
        "format": FORMAT,
        "tenant": "example",
        "origin": ORIGIN,
        "size": 3,
        "root": said("root"),
        "note": NOTE,
        "key": said("key"),
        "rings": [],
    }
    records = [{"hdr": hdr, "leaf": leaf} for hdr, leaf in zip(HEADERS, LEAVES, strict=True)]
    proved = verify_bundle([json.dumps(first), *map(json.dumps, records)])
    assert (proved.tenant, proved.log.size) == ("example", 3)


def test_every_outcome_that_is_named_has_its_vectors():
    named = set(re.findall(r"`([a-z ]+)`", EXAMPLE[EXAMPLE.index("`expect`:") + 9 :].replace("\n", " ")))
    folder = Path(__file__).parents[1] / "vectors" / "seal"
    found = {json.loads(path.read_text())["expect"] for path in folder.glob("*.json")}
    assert found == named
