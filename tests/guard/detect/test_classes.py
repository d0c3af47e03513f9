"""Behind which bytes there is a member of a class: never one too few for the gate."""

import random  # noqa: TID251  # seeded
import re._constants as op
import re._parser as parser
import warnings

import pytest
import regex

from guard.detect.classes import beyond_ascii, members, written
from guard.detect.patterns import FLAGS
from guard.detect.shadow import Shade, shadow

CLASSES = (
    "[a-z]",
    "[^a-z]",
    "[0-9]",
    "[^0-9]",
    r"\d",
    r"\D",
    r"[\w-]",
    r"[^\w-]",
    r"\s",
    r"\S",
    "[k-s]",
    "[^ks]",
    "[^i]",
    "_",
    "[^_]",
    "[\u1001-\u1fff]",
    r"[^0-9\u0660-\u0669]",
    r"[^_\x80-\uffff]",
    "[\xc0-\xff]",
    "[\u4e00-\u9fff]",
    "\u2014",
    '[^\u201c\u201d"]',
    "\xe9",
    "[\uff10-\uff19]",
    ".",
)
SIGNS = [
    chr(code) for code in (*range(0x3100), *range(0xFE00, 0x10000), *range(0x1D400, 0x1D800), 0x4E2D, 0x1F600)
]


def node(source: str, flags: int) -> tuple[object, object]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ((kind, value),) = parser.parse(source, flags)
    return kind, value


@pytest.mark.parametrize("flags", [0, FLAGS, int(regex.I)])
@pytest.mark.parametrize("source", CLASSES)
def test_every_member_has_its_byte(source: str, flags: int):
    kind, value = node(source, flags)
    found, others = members(kind, value, flags), members(kind, value, flags, negate=True)
    one = regex.compile(source, flags)
    for sign in SIGNS:
        assert shadow(sign)[0] in (found if one.fullmatch(sign) else others), ascii(sign)


@pytest.mark.parametrize("flags", [0, FLAGS])
@pytest.mark.parametrize("source", [each for each in CLASSES if each.isascii() and "\\x" not in each])
def test_on_ascii_an_exact_class_is_the_class(source: str, flags: int):
    kind, value = node(source, flags)
    found = members(kind, value, flags, exact=True)
    one = regex.compile(source, flags)
    assert {byte for byte in found if byte < 0x80} >= {
        code for code in range(0x80) if one.fullmatch(chr(code))
    }
    wrong = {byte for byte in found if byte < 0x80 and not one.fullmatch(chr(byte))}
    assert wrong <= set(b"0123456789_kKsSiI\f")  # bytes that stand for other code points as well


@pytest.mark.parametrize(
    ("source", "beyond"),
    [
        ("[a-z]", False),
        (r"[^\w]", False),
        (".", False),
        ("\xe9", True),
        ("[a-\xff]", True),
        ("[^\u2014]", True),
    ],
)
def test_what_names_code_points_beyond_ascii(source: str, beyond: bool):
    assert beyond_ascii(*node(source, 0)) is beyond


def test_classes_are_written_as_they_look():
    digits = members(op.IN, [(op.CATEGORY, op.CATEGORY_DIGIT)], 0)
    assert written(digits, Shade.SMALL) == r"\x30"
    assert written(digits, Shade.FULL) == r"[\x30-\x39]"
    assert written(frozenset(), Shade.FULL) == r"[^\x00-\xff]"
    assert written(members(op.ANY, None, FLAGS), Shade.BARE) == r"[\x00-\xff]"


def test_random_classes_lose_no_member():
    choose = random.Random(5)
    pool = [*SIGNS[:0x250], *"\u0660\uff10\u2014\u4e2d\u1680\u212a\u017f"]
    for _ in range(150):
        parts = []
        for _ in range(choose.randint(1, 4)):
            low, high = sorted(choose.sample(pool, 2), key=ord)
            parts.append(
                choose.choice([f"{regex.escape(low)}-{regex.escape(high)}", regex.escape(low), r"\d", r"\w"])
            )
        source = f"[{choose.choice(['', '^'])}{''.join(parts)}]"
        kind, value = node(source, FLAGS)
        if kind not in (op.IN, op.LITERAL, op.NOT_LITERAL):
            continue
        found = members(kind, value, FLAGS)
        one = regex.compile(source, FLAGS)
        lost = [
            ascii(sign)
            for sign in choose.sample(SIGNS, 800)
            if one.fullmatch(sign) and shadow(sign)[0] not in found
        ]
        assert lost == [], source
