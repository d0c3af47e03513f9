"""Checkpoints: the specification's layout, both ways with tlog-scales."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tlog_scales.signing import PlainEd25519Signer, Vkey
from tlog_scales.tlog import Checkpoint as Theirs

from audit.checkpoint import Checkpoint
from audit.errors import NoteError
from audit.note import Signer, sign, verified

ORIGIN = "guard.example/3f2a"
SEED = bytes(range(32))
ROOT = bytes(range(32, 64))
TEXT = f"{ORIGIN}\n42\nICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=\n"


def test_the_text_is_origin_size_and_root():
    assert Checkpoint(ORIGIN, 42, ROOT).encode() == TEXT
    assert Checkpoint.decode(TEXT) == Checkpoint(ORIGIN, 42, ROOT)


@given(st.integers(0, 2**63 - 1), st.binary(min_size=32, max_size=32))
def test_what_is_written_is_read_back(size: int, root: bytes):
    checkpoint = Checkpoint(ORIGIN, size, root)
    assert Checkpoint.decode(checkpoint.encode()) == checkpoint


def test_ours_is_read_by_tlog_scales():
    signer = Signer(ORIGIN, SEED)
    theirs = Theirs.from_text(sign(TEXT, signer))
    theirs.verify(Vkey.from_string(signer.verifier.encode()))
    assert (theirs.origin, theirs.size, theirs.root_hash) == (ORIGIN, 42, ROOT)


def test_theirs_is_read_by_us():
    note = Theirs.make_signed(ORIGIN, 42, ROOT, [PlainEd25519Signer(ORIGIN, SEED)]).serialize()
    text, _ = verified(note, [Signer(ORIGIN, SEED).verifier])
    assert Checkpoint.decode(text) == Checkpoint(ORIGIN, 42, ROOT)


@pytest.mark.parametrize(
    "text",
    [
        "",
        f"{ORIGIN}\n42\n",
        TEXT[:-1],
        TEXT + "extension\n",
        TEXT.replace("42", "042"),
        TEXT.replace("42", "-1"),
        TEXT.replace("42", "+42"),
        TEXT.replace("42", "4" * 20),
        TEXT.replace("Pj8=", "Pj9="),
        TEXT.replace("Pj8=", "Pj8"),
        TEXT.replace("Pj8=", "Pj8= "),
        TEXT.replace(ORIGIN, "two words"),
        TEXT.replace("42", "\u0664\u0662"),
    ],
)
def test_what_is_no_checkpoint(text: str):
    with pytest.raises(NoteError):
        Checkpoint.decode(text)


@pytest.mark.parametrize(
    "parts", [("", 1, ROOT), ("a b", 1, ROOT), (ORIGIN, -1, ROOT), (ORIGIN, 2**63, ROOT), (ORIGIN, 1, b"")]
)
def test_what_a_checkpoint_cannot_hold(parts: tuple[str, int, bytes]):
    with pytest.raises(NoteError):
        Checkpoint(*parts)
