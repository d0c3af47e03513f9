"""Patterns as RE2 sees them: gate forms never match less, exact forms match the same."""

import random  # noqa: TID251  # seeded

import pytest
import re2
import regex

from guard.detect.patterns import FLAGS
from guard.detect.shadow import Shade, shadow
from guard.detect.shape import LONG, shape
from guard.errors import PatternError

ODD = "aZ09_ -.@é中Ⅷ\u0301\u0663\uff14\xa0\u2028\x85\u2014\u200b\U0001f600\u212a\u017f\u0130\u0131\x1c\x0b\n"


def engine(source: str) -> "re2._Regexp":
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    return re2.compile(source.encode(), options)


@pytest.mark.parametrize(
    ("source", "shade"),
    [
        (r"\b[0-9]{9}\b", Shade.BARE),
        (r"[A-Z]{2}\d", Shade.BARE),
        (r"(?:a1|b2)", Shade.BARE),
        (r"(?=[a-z]{0,5}\d)[a-z0-9]{6}", Shade.BARE),
        (r"(?:a1|b)", Shade.SMALL),
        (r"[a-z0-9]{6}", Shade.SMALL),
        (r"\d{0,3}x", Shade.SMALL),
        (r"(?<=\d)x", Shade.SMALL),
        (r"AKIA[0-9]+", Shade.SMALL),
    ],
)
def test_what_needs_a_digit_is_looked_for_without_letters(source: str, shade: Shade):
    assert shape(source, FLAGS).shade is shade


@pytest.mark.parametrize(
    ("source", "longest"),
    [
        (r"\b\d{3}-\d{4}\b", 8),
        (r"a{2,5}|b", 5),
        (r"a+", None),
        (rf"a{{{LONG}}}", None),
        (rf"a{{{LONG - 1}}}", LONG - 1),
        (r"(?<=x\s+)\d", None),
    ],
)
def test_how_long_a_match_can_be(source: str, longest: int | None):
    assert shape(source, FLAGS).longest == longest


@pytest.mark.parametrize(
    ("source", "nested"),
    [
        (r"(?:a+b)+", True),
        (r"(?:a{1,3}b){3}", True),
        (r"(?:(?:ab?){2}c){2}", False),
        (r"(?:ab){2,5}", False),
        (r"(?:a|ab){2}", True),
        (r"(?:a|b)c{1,3}", False),
        (r"a+b+", False),
        (r"(?:a|b+)+", True),
    ],
)
def test_repeats_in_repeats_are_known(source: str, nested: bool):
    assert shape(source, FLAGS).nested is nested


@pytest.mark.parametrize(
    "source",
    [
        r"(",
        r"[a",
        r"\p{Foo}",
        r"(a+)\1",
        r"a+(?!b)c+",
        r"(?>a+)b",
        r"a++b",
        r"(?<=a*)(?<!ab)x+",
        r"(?P<a>x)(?P<a>y)",
        r"[[:digit:]]{3}",
        r"\xe9{1,200}",
        r"x+\u2014",
        r"secre{e<=1}t",
        r"(?:secret){e<=1}",
        r"(?a)\bfoo",
        r"foo(?=.{0,300}bar)",
        r"(?=(\w{1,10}))\1:",
    ],
)
def test_a_pattern_that_cannot_be_read_is_refused(source: str):
    with pytest.raises(PatternError):
        shape(source, FLAGS)


@pytest.mark.parametrize(
    "source",
    [
        r"(?<![\w-])[0-9]{3}-[0-9]{2}(?![\w-])",
        r"\b(?:ab|cd)\d{1,3}\b",
        r"(?:^|(?<=\W))(Mr\.|Mrs\.)(?:(?=\W)|$)",
        r"([:-])[0-9]{2}\1[0-9]{2}",
        r"(?<=id )\d{4}",
        r"[^\W\d_]{3}[0-9]",
        r"^x[\s.]y$",
        r"k[A-Z]s",
        r"(?i:AB)c",
        r"[À-ÿ]{2}\d",
        r"(?>ab|a)b\d",
        r".{2}z",
        r"\Aab\Z",
        r"x\Bx",
    ],
)
@pytest.mark.parametrize("flags", [FLAGS, 0, int(regex.IGNORECASE)])
def test_a_gate_form_matches_wherever_its_pattern_does(source: str, flags: int):
    choose = random.Random(source)
    read = shape(source, flags)
    gate, pattern = engine(read.gate), regex.compile(source, flags)
    alphabet = [*ODD, *"abcdkxyzAB1234:-", "ab", "id ", "Mr.", "12-34", "1234", "x y", "kAs", "éà"]
    matched = 0
    for _ in range(3000):
        text = "".join(choose.choices(alphabet, k=choose.randint(1, 12)))
        if pattern.search(text):
            matched += 1
            assert gate.search(read.shade.of(shadow(text))), (text, read.gate)
    assert matched > 0


@pytest.mark.parametrize(
    "source",
    [
        r"\b\w+@\w+(?:\.\w+)+\b",
        r"(?<![\w-])x[a-z]+(?![\w-])",
        r"a+?b",
        r"https?://\S*",
        r"(?:a|ab)(?:c|bcd)+",
    ],
)
def test_an_exact_form_matches_the_same(source: str):
    choose = random.Random(source)
    read = shape(source, FLAGS)
    exact, pattern = engine(read.exact), regex.compile(source, FLAGS)
    alphabet = [*"abcdxyz@.-/ :\né\u2014\xa0", "http", "://", "ab", "bcd"]
    matched = 0
    for _ in range(3000):
        text = "".join(choose.choices(alphabet, k=choose.randint(1, 12)))
        expected, found = pattern.search(text), exact.search(shadow(text))
        matched += expected is not None
        assert (found and found.span(read.group)) == (expected and expected.span()), text
    assert matched > 0
