"""Signed notes: what C2SP's signed-note gives as example, both ways with tlog-scales, and forgeries."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tlog_scales.signing import Vkey

from audit.errors import NoteError
from audit.note import LONGEST, Signer, Verifier, sign, verified

# golang.org/x/mod/sumdb/note, the example of its documentation.
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
ALICE = Signer("alice.example/log", bytes(range(32)))
BOB = Signer("bob.example", bytes(32))
TEXT = "one line\nand another\n"


def test_the_example_of_the_reference_implementation():
    text, signed = verified(GO_NOTE, [Verifier.decode(GO_KEY)])
    assert text.startswith("If you think cryptography")
    assert [each.name for each in signed] == ["PeterNeumann"]


def test_a_note_that_was_signed_verifies():
    note = sign(TEXT, ALICE, BOB)
    assert verified(note, [BOB.verifier]) == (TEXT, (BOB.verifier,))
    assert verified(note, [BOB.verifier, ALICE.verifier]) == (TEXT, (ALICE.verifier, BOB.verifier))


@given(st.text(st.characters(min_codepoint=32, exclude_categories=("Cs",)), min_size=1).filter(str.strip))
def test_any_text_of_lines_can_be_signed(line: str):
    text = f"{line}\n"
    assert verified(sign(text, ALICE), [ALICE.verifier])[0] == text


def test_a_text_with_an_empty_line_in_it_is_read_whole():
    text = "a\n\nb\n"
    assert verified(sign(text, ALICE), [ALICE.verifier])[0] == text


@pytest.mark.parametrize("text", ["", "no line feed", "a\tb\n", "a\x00\n"])
def test_what_cannot_be_signed(text: str):
    with pytest.raises(NoteError, match="text"):
        sign(text, ALICE)


def test_every_changed_character_is_noticed():
    note = sign(TEXT, ALICE)
    for at in range(len(note)):
        changed = note[:at] + ("x" if note[at] != "x" else "y") + note[at + 1 :]
        with pytest.raises(NoteError):
            verified(changed, [ALICE.verifier])


@pytest.mark.parametrize(
    "note",
    [
        "",
        "text\n",
        "text\n\n",
        "\n\n",
        "text\n\n\u2014 alice\n",
        "text\n\n\u2014 alice !!!!\n",
        "text\n\n\u2014 alice AAAA\n",
        "text\n\nalice AAAAAAAA\n",
        sign(TEXT, ALICE)[:-1],
        sign(TEXT, BOB),
        "x" * (LONGEST + 1),
        TEXT + "\n" + sign(TEXT, ALICE).split("\n\n")[1] * 17,
    ],
)
def test_what_is_no_note_of_a_known_key(note: str):
    with pytest.raises(NoteError):
        verified(note, [ALICE.verifier])


def test_a_note_may_be_longer_only_where_its_reader_allows_it():
    text = "x" * LONGEST + "\n"
    with pytest.raises(NoteError, match="too long"):
        sign(text, ALICE)
    note = sign(text, ALICE, longest=2 * LONGEST)
    assert verified(note, [ALICE.verifier], 2 * LONGEST)[0] == text
    with pytest.raises(NoteError, match="too long"):
        verified(note, [ALICE.verifier])


def test_a_false_signature_of_a_known_key_spoils_the_note_even_beside_a_good_one():
    false = base64.b64encode(ALICE.verifier.id + bytes(64)).decode()
    note = sign(TEXT, BOB) + f"\u2014 {ALICE.name} {false}\n"
    assert verified(note, [BOB.verifier])
    with pytest.raises(NoteError, match="not the one of its key"):
        verified(note, [ALICE.verifier, BOB.verifier])


def test_keys_are_written_as_others_read_them():
    written = ALICE.verifier.encode()
    assert Verifier.decode(written) == ALICE.verifier
    assert Vkey.from_string(written).serialize() == written
    assert Verifier.decode(GO_KEY).encode() == GO_KEY


@pytest.mark.parametrize(
    "text",
    [
        "",
        "alice",
        "alice+00000000+AAAA",
        GO_KEY.replace("c74f20a3", "c74f20a4"),
        GO_KEY.replace("PeterNeumann", "Peter"),
        "a b+00000000+" + GO_KEY.rsplit("+", 1)[1],
        "PeterNeumann+c74f20a3+\u00e9",
    ],
)
def test_what_is_no_key(text: str):
    with pytest.raises(NoteError):
        Verifier.decode(text)


def test_a_private_key_is_in_no_repr():
    assert bytes(range(32)).hex() not in repr(ALICE)
    assert "seed" not in repr(ALICE)
