"""Telephone numbers: the spans and scores of Presidio's recognisers, and what the library's private parts do."""

import time
from itertools import product
from typing import Literal

import phonenumbers
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from phonenumbers import (
    COUNTRY_CODE_TO_REGION_CODE,
    SUPPORTED_REGIONS,
    PhoneMetadata,
    PhoneNumber,
    PhoneNumberFormat,
    PhoneNumberMatcher,
    phonenumbermatcher,
    phonenumberutil,
)
from presidio_analyzer import predefined_recognizers
from presidio_analyzer.predefined_recognizers import PhoneRecognizer

from guard.detect import phone
from guard.detect.phone import Phone, phones, south_african

USUAL = tuple(PhoneRecognizer.DEFAULT_SUPPORTED_REGIONS)
EVERY = tuple(sorted(SUPPORTED_REGIONS))
USUALLY = PhoneRecognizer()
Line = Literal["mobile", "telephone"]


def presidios(text: str, regions: tuple[str, ...] = USUAL) -> list[Phone]:
    recogniser = USUALLY if regions == USUAL else PhoneRecognizer(supported_regions=regions)
    found = recogniser.analyze(text, ["PHONE_NUMBER"])
    return [Phone(each.start, each.end, each.score) for each in found]


def values(text: str, regions: tuple[str, ...] = USUAL) -> list[str]:
    return [text[each.start : each.end] for each in phones(text, regions)]


def numbers() -> list[tuple[str, PhoneNumber]]:
    """Every kind of example number that the library has, with its region."""
    made = [
        (region, phonenumbers.example_number_for_type(region, kind))
        for region, kind in product(EVERY, range(11))
    ]
    return [(region, number) for region, number in made if number is not None]


NUMBERS = numbers()
OF_USUAL = [(region, number) for region, number in NUMBERS if region in USUAL]

POSITIVE = [
    ("call +1 415 555 0132", ["+1 415 555 0132"]),
    ("call (415) 555-0132 now", ["(415) 555-0132"]),
    ("415.555.0132", ["415.555.0132"]),
    ("1-415-555-0132", ["1-415-555-0132"]),
    ("+14155550132", ["+14155550132"]),
    ("\uff0b1 415 555 0132", ["\uff0b1 415 555 0132"]),
    ("+\u0661 \u0664\u0661\u0665 555 0132", ["+\u0661 \u0664\u0661\u0665 555 0132"]),
    ("dial (415) 555-0132 ext. 77 please", ["(415) 555-0132 ext. 77"]),
    ("(415) 555-0132 x302/x2303", ["(415) 555-0132 x302"]),
    ("415-555-0132 #12", ["415-555-0132 #12"]),
    ("415-555-0132;ext=5", ["415-555-0132;ext=5"]),
    ("020 7946 0018 is the desk", ["020 7946 0018"]),
    ("+44 (0)20 7946 0018", ["+44 (0)20 7946 0018"]),
    ("0044 20 7946 0018", ["0044 20 7946 0018"]),
    ("011 44 20 7946 0018", ["011 44 20 7946 0018"]),
    ("tel:+44-20-7946-0018", ["+44-20-7946-0018"]),
    ("020 7946 0018 / 020 7946 0019", ["020 7946 0018", "020 7946 0019"]),
    ("020 7946 0018, 020 7946 0019", ["020 7946 0018", "020 7946 0019"]),
    ("030 123456", ["030 123456"]),
    ("+49 30 123456", ["+49 30 123456"]),
    ("+800 1234 5678", ["+800 1234 5678"]),
    ("01 23 45 67 89", ["01 23 45 67 89"]),
    ("0 xx 11 2345-6789", ["0 xx 11 2345-6789"]),
    ("at 10.0.0.1 ring 415-555-0132", ["415-555-0132"]),
    ("2024-03-15 10:30 415-555-0132", ["415-555-0132"]),
]
NEGATIVE = [
    "",
    "please leave your phone number",
    "order 123456",
    "room 415 at 2 pm",
    "1,234,567 rows were read",
    "from 12.5 to 13.75 percent",
    "invoice 1234567890123456",
    "4111 1111 1111 1111",
    "DE89 3704 0044 0532 0130 00",
    "pages 100-120",
    "211-227 (2003)",
    "3/10/2011",
    "31/10/96",
    "15.03.2024",
    "2024-03-15",
    "2024-03-15 10 30 45",
    "on 2024-03-15 10:30",
    "on 2012-01-02 08:00",
    "at 192.168.10.24 it broke",
    "192.168.100.0/24",
    "10.0.0.1 10.0.0.2",
    "abc4155550132",
    "4155550132def",
    "4155550132\u00e9",
    "$4155550132",
    "4155550132\u20ac",
    "4155550132%",
    "(415 (555 (0132",
    "415)) 555-0132",
    "+999 415 555 0132",
    "+1 115 555 0132",
    "+1 415 555 013",
    "+1 415 555 01323",
    "20 7946 0018 9",
    "015 555 013",
    "415x555x0132",
    "1-800-FLOWERS",
    "7d3f0221-9c4e-4f7a-8a51-0b6d5e4c3b2a",
    "978-3-16-148410-0",
    "+",
    "((((((((",
    "+ + + 0",
]


@pytest.mark.parametrize(("text", "expected"), POSITIVE)
def test_numbers(text: str, expected: list[str]):
    assert values(text) == expected


@pytest.mark.parametrize("text", NEGATIVE)
def test_no_numbers(text: str):
    assert values(text) == []


def test_negatives_are_at_least_as_many():
    assert len(NEGATIVE) >= len(POSITIVE)


@pytest.mark.parametrize("text", [text for text, _ in POSITIVE] + NEGATIVE)
@pytest.mark.parametrize("around", ["{}", "{0} {0}", "x{}x", "9 {} 9", "({0}) [{0}]"])
def test_presidio_finds_the_same_in_tables(text: str, around: str):
    text = around.format(text)
    if not phone._NO_PHONE.search(text):
        assert phones(text, USUAL) == presidios(text)


@pytest.mark.parametrize("written", ["192.168.10.24", "192.168.10.24/24", "2024-03-15 10", "2031-12-31 23"])
def test_what_presidio_takes_for_a_number_and_we_do_not(written: str):
    assert values(written) == []
    assert values(f"{written}, 415-555-0132") == ["415-555-0132"]


def test_the_same_digits_that_are_no_address_and_no_date_are_numbers():
    assert values("415.555.01.32") == presidios_values("415.555.01.32")
    assert values("2024-93-15 10") == presidios_values("2024-93-15 10")
    assert values("030.123.45.67") == ["030.123.45.67"]


def presidios_values(text: str) -> list[str]:
    return [text[each.start : each.end] for each in presidios(text)]


@pytest.mark.parametrize("region", EVERY)
def test_every_example_number_is_judged_as_presidio_does(region: str):
    abroad = "GB" if region != "GB" else "US"
    for number in [number for of, number in NUMBERS if of == region]:
        national = phonenumbers.national_significant_number(number)
        written = [
            *(phonenumbers.format_number(number, form) for form in range(4)),
            phonenumbers.format_out_of_country_calling_number(number, abroad),
            phonenumbers.format_national_number_with_carrier_code(number, "15"),
            national,
            f"{number.country_code}{national}",
            f"{national[:-1]}",
            f"{national} ext 5",
        ]
        for text in written:
            regions = (region, abroad)
            assert phones(text, regions) == presidios(text, regions), text


def test_every_number_of_a_non_geographical_code_is_found():
    for code in phonenumbers.COUNTRY_CODES_FOR_NON_GEO_REGIONS:
        number = phonenumbers.example_number_for_non_geo_entity(code)
        assert number is not None
        text = phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
        assert values(text) == [text] == presidios_values(text)


DIGITS = st.text("0123456789", min_size=1, max_size=19)


@st.composite
def formatted(draw: st.DrawFn, of: list[tuple[str, PhoneNumber]]) -> str:
    """Write an example number in some format, often with a mistake."""
    _, number = draw(st.sampled_from(of))
    national = phonenumbers.national_significant_number(number)
    text = draw(
        st.sampled_from(
            [
                *(phonenumbers.format_number(number, form) for form in range(3)),
                phonenumbers.format_out_of_country_calling_number(number, draw(st.sampled_from(USUAL))),
                f"{number.country_code}{national}",
                national,
            ]
        )
    )
    if draw(st.booleans()):
        old = draw(st.sampled_from(" -.0"))
        text = text.replace(
            old, draw(st.sampled_from(["", " ", ".", "/", " - ", "\u2013", ") ", "\u00a0", "x", "xx"]))
        )
    if draw(st.integers(0, 3)) == 0:
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(st.sampled_from([*"0123456789+()x/ "])) + text[at + draw(st.integers(0, 1)) :]
    return text + draw(st.sampled_from(["", "", "", *EXTENSIONS]))


EXTENSIONS = " ext. 77|x5|#12| - 503#|;ext=44| extn 5|~3| int 7|, x4| \u0434\u043e\u0431 12|/x5| xx 5|,,5| x5 x6".split(
    "|"
)
OTHER = [
    *("4111 1111 1111 1111", "DE89 3704 0044 0532 0130 00", "2024-03-15 10:30:45", "3/10/2011", "1x1x1x1"),
    *("211-227 (2003)", "123-45-6789", "1,234,567.89", "1-800-FLOWERS", "12345678901234567890123", "(((("),
    *("0x7f", "10-20", "+", "00", "978-3-16-148410-0", "id 48213377", "call", "7d3f-0221"),
]
BETWEEN = [
    *(" ", "", "\n", ", ", " / ", "/", " - ", "-", "(", ")", "%", "\u20ac", "\u00e9", "a", "\u0301", ": "),
    *(":30", "\t", "  ", "+", "x", "#", "e", "0", "00", "011", "\uff0b", "(+", "."),
]


def written(of: list[tuple[str, PhoneNumber]]) -> st.SearchStrategy[str]:
    """Numbers, other identifiers and punctuation, one after another."""
    noise = st.text("0123456789 -()+./x", max_size=24)
    piece = st.one_of(formatted(of), formatted(of), st.sampled_from(OTHER), noise)
    pairs = st.lists(st.tuples(piece, st.sampled_from(BETWEEN)), min_size=1, max_size=5)
    return pairs.map(lambda drawn: "".join(f"{one}{between}" for one, between in drawn))


@settings(max_examples=400, deadline=None)
@given(written(OF_USUAL))
@example("1 " * 60 + "415-555-0132")
@example("(415) 555-0132 " * 4)
@example("+0049 30 123456")
@example("++1 415 555 0132 (+(+1 415 555 0132")
@example("0" * 21 + "4155550132")
@example("\u0664155550132 x\u0665")
@example("+ +1 415 555 0132")
@example("4400 20 7946 0018")
@example("0 xx 15 xx 11 2345-6789")
def test_presidio_finds_the_same(text: str):
    assume(not phone._NO_PHONE.search(text))
    assert phones(text, USUAL) == presidios(text)


@settings(max_examples=250, deadline=None)
@given(written(NUMBERS), st.lists(st.sampled_from(EVERY), min_size=1, max_size=3, unique=True))
def test_presidio_finds_the_same_in_every_region(text: str, regions: list[str]):
    assume(not phone._NO_PHONE.search(text))
    assert phones(text, tuple(regions)) == presidios(text, tuple(regions))


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(EVERY), st.data())
def test_digits_alone_are_judged_as_the_library_does(region: str, data: st.DataObject):
    plan = phone._plan(region)
    opening = st.sampled_from(["", "0", "1", "00", "011", "+", plan.code, f"+{plan.code}", f"{plan.code}0"])
    number = st.from_regex(phone.re.compile(plan.general.pattern, phone.re.ASCII), fullmatch=True)
    text = data.draw(opening) + data.draw(st.one_of(number, DIGITS))
    assert phones(text, (region,)) == presidios(text, (region,))


@settings(max_examples=200, deadline=None)
@given(written([(region, number) for region, number in NUMBERS if region in ("ZA", "US")]))
def test_south_african_lines_are_told_apart_as_presidio_does(text: str):
    assume(not phone._NO_PHONE.search(text))
    for line in ("mobile", "telephone"):
        assert south_african(text, line) == south_africans(text, line)


def south_africans(text: str, line: Line) -> list[Phone]:
    found = SOUTH_AFRICAN[line].analyze(text, SOUTH_AFRICAN[line].supported_entities)
    return [Phone(each.start, each.end, each.score) for each in found]


SOUTH_AFRICAN = {
    "mobile": predefined_recognizers.ZaMobileNumberRecognizer(),
    "telephone": predefined_recognizers.ZaTelephoneNumberRecognizer(),
}


def test_south_african_lines():
    for _, number in [each for each in NUMBERS if each[0] == "ZA"]:
        text = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
        lines: tuple[Line, ...] = ("mobile", "telephone")
        assert [south_african(text, line) for line in lines] == [south_africans(text, line) for line in lines]
    assert south_african("+1 415 555 0132", "mobile") == []
    assert south_african("071 123 4567", "mobile") == [Phone(0, 12)]
    assert south_african("071 123 4567", "telephone") == []
    assert south_african("010 123 4567", "telephone") == [Phone(0, 12)]


def test_a_stretch_is_searched_in_sight_of_its_surroundings():
    text = "id a4155550132, 415-555-0132b, (415) 555-0132"
    assert phones(text, USUAL) == [Phone(31, 45)]
    assert phones(text, USUAL, 4, 14) == []  # a letter before
    assert phones(text, USUAL, 16, 28) == []  # a letter after
    assert phones(text, USUAL, 31) == [Phone(31, 45)]
    assert phones(text, USUAL, 32, 45) == [Phone(32, 45)]
    assert phones(text, USUAL, 31, 44) == []


def test_a_region_without_a_plan_is_refused():
    with pytest.raises(ValueError, match="no numbering plan of XX"):
        phones("", ("US", "XX"))


def test_the_score_is_presidios():
    assert phone.SCORE == PhoneRecognizer.SCORE


def test_nothing_of_a_text_is_kept():
    caches = (phone._plan, phone._behind, phone._valid)
    phones("+1 415 555 0132", USUAL)
    before = [cache.cache_info().currsize for cache in caches]
    for last in range(100):
        phones(f"+1 415 555 01{last:02} ext. {last}, 415x555xx01{last:02}", USUAL)
    assert [cache.cache_info().currsize for cache in caches] == before


HOSTILE = [
    *("1", "+1 ", "(", "1-1-1-", "1 1/1. ", "1x1x1x1 \n", "(1) ", "1 (", "2012-01-02 08 ", "00", "+49 49 "),
    *("1,,,,x", "/x1", "415-555-0132\n", "0 xx 11 2345-6789\n", "1 ", "1" + "," * 40, "1 ( 1 ) ", "+", "1\t"),
]


@pytest.mark.parametrize("repeated", HOSTILE)
def test_time_grows_with_the_text_alone(repeated: str):
    def took(length: int) -> float:
        text = (repeated * length)[:length]
        started = time.process_time()
        phones(text, USUAL)
        return time.process_time() - started

    took(1000)
    # Eight times the text may take twenty times as long before we call it more than linear.
    assert took(16_000) < 20 * max(min(took(2000), took(2000)), 1e-3)


# What is taken over from the library, or called there although it is private.


@settings(max_examples=300, deadline=None)
@given(st.text("0123456789\u0661\uff11xX+\uff0b()[]\uff08\uff3d-/. \u00a0\u2013~,;:#ext=in\n%a", max_size=80))
@example("1" * 30 + " " * 6 + "2(" * 30)
@example("(((((1")
@example("+ ( + 1")
def test_candidates_are_the_librarys(text: str):
    ours, theirs = phone._CANDIDATE, phonenumbermatcher._PATTERN
    assert [found.span() for found in ours.finditer(text)] == [
        found.span() for found in theirs.finditer(text)
    ]
    ours, theirs = phone._BRACKETS, phonenumbermatcher._MATCHING_BRACKETS
    assert bool(ours.fullmatch(text)) == bool(theirs.fullmatch(text))


def test_patterns_are_the_librarys():
    matcher = phonenumbermatcher
    assert [cut.pattern for cut in phone._CUTS] == [
        cut.pattern.removeprefix("(?u)").replace("\u2012-\u2015\uff0d", r"\u2012-\u2015\uff0d")
        for cut in matcher._INNER_MATCHES
    ]
    assert phone._SECOND_NUMBER.pattern == phonenumberutil._SECOND_NUMBER_START
    assert phone._TAIL.pattern == phonenumberutil._UNWANTED_END_CHARS.removeprefix("(?u)")
    assert phone._HOUR.pattern == matcher._TIME_STAMPS.pattern
    assert phone._MINUTE.pattern == matcher._TIME_STAMPS_SUFFIX.pattern
    assert phone._PAGES.pattern == matcher._PUB_PAGES.pattern
    assert matcher._SLASH_SEPARATED_DATES.pattern == (
        r"(?:(?:[0-3]?\d/[01]?\d)|(?:[01]?\d/[0-3]?\d))/(?:[12]\d)?\d{2}"
    )
    assert phonenumberutil._MAX_INPUT_STRING_LENGTH == phone._LONGEST
    assert phonenumberutil._MAX_LENGTH_COUNTRY_CODE == phone._CODE
    assert max(len(str(code)) for code in COUNTRY_CODE_TO_REGION_CODE) == phone._CODE


def test_signs_that_join_are_the_librarys():
    for sign in map(chr, range(0x20000)):
        theirs = PhoneNumberMatcher._is_latin_letter(sign)
        theirs = theirs or PhoneNumberMatcher._is_invalid_punctuation_symbol(sign)
        assert phone._joins(sign) == theirs, hex(ord(sign))


def test_signs_that_say_nothing_are_the_librarys():
    marks = set(map(ord, "x~\u2053\u223c\uff5e"))
    punctuation = phone.re.compile(f"[{phonenumberutil._VALID_PUNCTUATION}]")
    assert set(phone._SILENT) | marks == {code for code in range(0x20000) if punctuation.match(chr(code))}


def test_no_plan_has_shorter_numbers():
    lengths = {
        length
        for code, regions in COUNTRY_CODE_TO_REGION_CODE.items()
        for region in regions
        for kind in phone._kinds(phone._metadata(code, region))
        for length in kind.possible_length
    }
    assert min(lengths) == phone._FEWEST


def test_a_rule_for_the_prefix_has_its_group_last():
    for region in EVERY:
        metadata = PhoneMetadata.metadata_for_region(region)
        assert metadata is not None
        assert metadata.general_desc is not None
        if metadata.national_prefix_transform_rule:
            prefix = phone.re.compile(metadata.national_prefix_for_parsing or "")
            assert prefix.groups > 0


@pytest.mark.parametrize(
    ("written", "extension", "number"),
    [
        ("415-555-0132 ext. 77", "77", "415-555-0132"),
        ("415-555-0132x5", "5", "415-555-0132"),
        ("415-555-0132 - 503#", "503", "415-555-0132"),
        ("415-555-0132;ext=44", "44", "415-555-0132"),
        ("415-555-0132", "", "415-555-0132"),
        ("x5", "", "x5"),
    ],
)
def test_extensions_are_stripped(written: str, extension: str, number: str):
    assert phonenumberutil._maybe_strip_extension(written) == (extension, number)


def test_possible_numbers_are_extracted():
    assert phonenumberutil._extract_possible_number("([+1 415-. ") == "+1 415"
    assert phonenumberutil._extract_possible_number("415 x5/x6") == "415 x5"
    assert phonenumberutil._extract_possible_number("()") == ""
    assert phonenumberutil._is_viable_phone_number("+1 (415) 5")
    assert phonenumberutil._is_viable_phone_number("1x1x1x1")
    assert not phonenumberutil._is_viable_phone_number("+ (+1 415")
    assert not phonenumberutil._is_viable_phone_number("1-2")


def test_an_x_marks_an_extension_or_a_carrier():
    valid = phonenumbermatcher._contains_only_valid_x_chars
    assert valid(PhoneNumber(extension="77"), "415-555-0132 ext. 77")
    assert valid(PhoneNumber(), "415-555-0132x")
    assert not valid(PhoneNumber(), "415x555-0132")
    assert not valid(PhoneNumber(extension="7"), "415x555-0132x7")
    assert valid(phonenumbers.parse("0xx11 2345-6789", "BR"), "0xx11 2345-6789")
    assert not valid(phonenumbers.parse("11 2345-6789", "BR"), "0xx11 2345-6788")
