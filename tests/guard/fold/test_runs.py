"""Hexadecimal and base64."""

import base64
import hashlib
from typing import Any

import pytest

from guard.fold import runs

EVERY = frozenset(runs.SIGNS)
SECRET = "my card is 4111 1111 1111 1111"


def b64(text: str | bytes, *, url: bool = False) -> str:
    data = text.encode() if isinstance(text, str) else text
    return (base64.urlsafe_b64encode if url else base64.b64encode)(data).decode()


def noise(size: int) -> bytes:
    return hashlib.shake_128(b"noise").digest(size)


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        (b64("jane@example.org"), "jane@example.org"),
        (b64("jane@example.org").rstrip("="), "jane@example.org"),
        (b64("twelve chars"), "twelve chars"),
        (b64("x?>~~~ 4111 1111 1111 1111?", url=True), "x?>~~~ 4111 1111 1111 1111?"),
        ("see " + b64(SECRET) + " there", f"see {SECRET} there"),
        ("k" + b64(SECRET), "\n" + SECRET),
        ("kkk" + b64(SECRET), "\n" + SECRET),
        (b64("Grüße an Müller, жук 日本語"), "Grüße an Müller, жук 日本語"),
        (b64("только русские буквы"), "только русские буквы"),
        (b64(b"\xff\xfe\x00" + SECRET.encode() + b"\x00" + noise(40)), "\n" + SECRET + "\n"),
        (SECRET.encode().hex(), SECRET),
        ("0x" + SECRET.encode().hex().upper(), "0x" + SECRET),
        (SECRET.encode().hex(" "), SECRET),
        (SECRET.encode().hex(":"), SECRET),
        ("жук и жаба".encode().hex(), "жук и жаба"),
    ],
)
def test_text_is_read(reader: Any, text: str, reading: str):
    edits, truncated = runs.runs(text, EVERY)
    assert (reader.read(text, edits), truncated) == (reading, False)


@pytest.mark.parametrize(
    "text",
    [
        "d670460b4b4aece5915caf5c68d12f560a9fe3e4",
        hashlib.sha256(b"x").hexdigest(),
        hashlib.md5(b"x").hexdigest().upper(),
        "550e8400-e29b-41d4-a716-446655440000",
        "internationalization counterrevolutionary",
        "getElementsByClassName AbstractSingletonProxyFactoryBean",
        "/usr/local/lib/python3.11/site-packages/Crypto/PublicKey",
        "4111111111111111 20240312102231 0000000000000000",
        "00:1a:2b:3c:4d:5e 2001:0db8:85a3:0000:0000:8a2e:0370:7334",
        "41 11 11 11 11 11 11 11",
        "AKIAABCDEFGHIJKLMNOP",
        "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",
        b64(hashlib.sha512(b"x").digest()),
        "data:image/png;base64," + b64(b"\x89PNG\r\n\x1a\n" + noise(3000)),
        "a" * 100 + "/" * 100 + "Z" * 100,
    ],
)
def test_ids_hashes_and_images_stay(reader: Any, text: str):
    edits, truncated = runs.runs(text, EVERY)
    assert (reader.read(text, edits), truncated) == (text, False)


@pytest.mark.parametrize(
    ("text", "value", "origin"),
    [
        (b64("abcdefghijkl4111"), "def", b64("def")),
        (b64("abcdefghijkl4111"), "ef", b64("def")),
        (b64("abcdefghijkl4111"), "4111", b64("abcdefghijkl4111")[16:]),
        ("é" + b64("abcdefghijklm"), "m", b64("abcdefghijklm")[16:]),
        (b64("жабажабажабаx"), "ж", b64("жаба")[:8]),
        (b"abcdefgh".hex(), "cd", b"cd".hex()),
        (b"abcdefgh".hex(" "), "cd", "63 64"),
        (b"abcdefgh".hex(" "), "gh", "67 68"),
        ("жабажаба".encode().hex(" "), "ж", "d0 b6"),
    ],
)
def test_a_value_keeps_its_place(reader: Any, text: str, value: str, origin: str):
    edits, _ = runs.runs(text, EVERY)
    assert reader.origin(text, edits, value) == origin


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_base64_in_lines(reader: Any, end: str):
    whole = b64(SECRET * 8)
    lines = end.join(whole[at : at + 76] for at in range(0, len(whole), 76))
    assert reader.read(lines, runs.unwrapped(lines)) == whole


@pytest.mark.parametrize("text", ["x\ny", "a" * 59 + "\n" + "a" * 60, "a" * 60 + "\n", "a" * 60 + "\n b"])
def test_other_lines_stay(text: str):
    assert list(runs.unwrapped(text)) == []


def test_a_run_that_is_too_long_is_read_in_part_and_that_is_told(reader: Any, monkeypatch: Any):
    monkeypatch.setattr(runs, "LONGEST", 64)
    text = b64("abcdef" * 20)
    edits, truncated = runs.runs(text, EVERY)
    assert truncated
    assert reader.read(text, edits) == "abcdef" * 8 + text[64:]
    text = b"abcdef".hex() * 40
    edits, truncated = runs.runs(text, EVERY)
    assert truncated
    assert reader.read(text, edits).startswith("abcdef" * 10)


def test_an_image_that_is_too_long_is_no_text_and_nothing_to_tell(monkeypatch: Any):
    monkeypatch.setattr(runs, "LONGEST", 1024)
    assert runs.runs(b64(noise(5000)), EVERY) == ([], False)


def test_too_many_runs_are_told(monkeypatch: Any):
    monkeypatch.setattr(runs, "MOST", 3)
    assert runs.runs(" ".join([b64(SECRET)] * 3), EVERY)[1] is False
    edits, truncated = runs.runs(" ".join([b64(SECRET)] * 4), EVERY)
    assert (len(edits), truncated) == (3, True)
