"""Telephone numbers in a text, for several regions at once.

The rules are those of libphonenumber's matcher (https://github.com/google/libphonenumber) with leniency
VALID, as Presidio's ``PhoneRecognizer`` runs it, and so are the spans. Only the work is arranged otherwise.
That matcher reads the text once per region and parses each piece of it anew. Here candidates are found
once, and a region's numbering plan is compiled to patterns over digits that decide by themselves.

Numbering plans are kept between calls, and nothing of a text. A plan is compiled when it is first needed,
which takes some 10 ms: ``phones("", regions)`` does it beforehand.

Two things are otherwise on purpose. IPv4 addresses and networks, and days and times of logs, are no numbers.
And that matcher gives up on a text after 65535 failures without a word; this one reads on.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple

import phonenumbers
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata, PhoneNumber, PhoneNumberType
from phonenumbers.phonemetadata import PhoneNumberDesc

# Private to the library; a test pins what they do. Extensions are written in too many ways to spell them
# out again, and an x may mark a carrier as well as an extension.
from phonenumbers.phonenumbermatcher import _contains_only_valid_x_chars
from phonenumbers.phonenumberutil import (
    _EXTN_PATTERNS_FOR_MATCHING,
    _extract_possible_number,
    _is_viable_phone_number,
    _maybe_strip_extension,
)

SCORE = 0.4
"""What a telephone number is worth without context: Presidio's score."""

_FEWEST = 4
"""Digits of the shortest number of any plan."""
_LONGEST = 250
"""Code points that the library parses at most."""
_KEYS = 3
"""From so many letters on they are keys of a telephone."""
_CODE = 3
"""Digits of the longest country calling code."""

_NEVER = "(?!)"
_PLUS = "+\uff0b"
_OPEN, _CLOSE = r"(\[\uff08\uff3b", r")\]\uff09\uff3d"
_LEAD = _OPEN + _PLUS
_PUNCTUATION = (
    r"-x\u2010-\u2015\u2212\u30fc\uff0d-\uff0f \u00a0\u00ad\u200b\u2060\u3000"
    r"()\uff08\uff09\uff3b\uff3d.\[\]/~\u2053\u223c\uff5e"
)
_GAP = f"[{_PUNCTUATION}]{{0,4}}"
# One number or several. It begins with a class, so that the search passes over other signs at full speed.
_CANDIDATE = re.compile(
    rf"[{_LEAD}\d](?:(?<=\d)\d{{0,19}}|(?<!\d){_GAP}(?:[{_LEAD}]{_GAP})?\d{{1,20}})"
    rf"(?:{_GAP}\d{{1,20}}){{0,20}}(?:{_EXTN_PATTERNS_FOR_MATCHING})?",
    re.IGNORECASE,
)
_SECOND_NUMBER = re.compile(r"[\\/] *x")
_DATE = re.compile(r"(?:[0-3]?\d/[01]?\d|[01]?\d/[0-3]?\d)/(?:[12]\d)?\d{2}")
_HOUR = re.compile(r"[12]\d{3}[-/]?[01]\d[-/]?[0-3]\d +[0-2]\d$")
_MINUTE = re.compile(r":[0-5]\d")
# Where a candidate is cut that is no number as a whole: the surest cut first.
_CUTS = (
    re.compile(r"/+(.*)"),
    re.compile(r"(\([^(]*)"),
    re.compile(r"(?:\s-|-\s)\s*(.+)"),
    re.compile(r"[\u2012-\u2015\uff0d]\s*(.+)"),
    re.compile(r"\.+\s*([^.]+)"),
    re.compile(r"\s+(\S+)"),
)
_CUT = re.compile(r"[/(\s\u2012-\u2015\uff0d.]")
_TAIL = re.compile(r"(?:_|[^#\w])+$")
_PAGES = re.compile(r"\d{1,5}-+\d{1,5}\s{0,4}\(\d{1,4}")
_NO_BRACKET = f"[^{_OPEN}{_CLOSE}]"
# Possessive where the library's pattern backtracks: the same matches in linear time.
_BRACKETS = re.compile(
    f"[{_OPEN}]?(?:{_NO_BRACKET}++[{_CLOSE}])?{_NO_BRACKET}++"
    f"(?:[{_OPEN}]{_NO_BRACKET}++[{_CLOSE}]){{0,3}}{_NO_BRACKET}*"
)
_LEADS = re.compile(f"[{_LEAD}]")
# Ours, not the library's: some of these look valid in India or Brazil.
_OCTET = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_NO_PHONE = re.compile(
    rf"{_OCTET}(?:\.{_OCTET}){{3}}(?:/\d\d?)?"
    r"|(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?: ?\d\d){0,3}"
)

# Punctuation that says nothing: all but the marks of extensions and carriers.
_SILENT = dict.fromkeys(
    map(ord, re.findall(f"(?![x~\u2053\u223c\uff5e])[{_PUNCTUATION}]", "".join(map(chr, range(0x10000)))))
)
_NO_DIGITS = re.compile(r"\D+")
_NO_ASCII_DIGITS = re.compile(r"[^0-9]+")
_LETTER = re.compile(r"[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone number: its range in code points, and a score, 0..1."""

    start: int
    end: int
    score: float = SCORE


def phones(text: str, regions: tuple[str, ...], start: int = 0, end: int | None = None) -> list[Phone]:
    """Find the telephone numbers that reach somebody when they are dialled in one of some regions.

    Of numbers within another number only that one is given. They come in the order of the text.

    Args:
        text: where to look.
        regions: ISO 3166-1 alpha-2 codes.
        start: where numbers may begin, in code points; what stands before is seen all the same.
        end: where numbers end at the latest, the end of the text if None.

    Raises:
        ValueError: if no numbering plan of a region is known.
    """
    stop = len(text) if end is None else end
    # Each region goes on behind the number that it takes, so they may come to different places.
    places: dict[int, set[_Plan]] = {start: {_plan(region) for region in regions}}
    found: set[tuple[int, int]] = set()
    while places and (match := _CANDIDATE.search(text, place := min(places), stop)):
        low, high = match.span()
        second = _SECOND_NUMBER.search(text, low, high)
        if second is not None:
            high = second.start()
        waiting = places.pop(place)
        for other in [other for other in places if other <= low]:
            waiting |= places.pop(other)
        for piece in _pieces(text, low, high):
            if takers := _takers(text, piece, waiting):
                found.add(piece)
                places.setdefault(piece[1], set()).update(takers)
                waiting -= takers
                if not waiting:
                    break
        else:
            places.setdefault(high, set()).update(waiting)
    return _outermost(found)


def south_african(
    text: str, line: Literal["mobile", "telephone"], start: int = 0, end: int | None = None
) -> list[Phone]:
    """Find the South African numbers of one kind of line, told apart as Presidio's recognisers do.

    Args:
        text: where to look.
        line: the kind of line.
        start: where numbers may begin, in code points.
        end: where numbers end at the latest, the end of the text if None.
    """
    found = []
    for phone in phones(text, ("ZA",), start, end):
        number = phonenumbers.parse(text[phone.start : phone.end], "ZA")
        region, kind = phonenumbers.region_code_for_number(number), phonenumbers.number_type(number)
        if region == "ZA" and kind in _LINES[line]:
            found.append(phone)
    return found


_LINES = {
    "mobile": {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE},
    "telephone": {
        PhoneNumberType.FIXED_LINE,
        PhoneNumberType.TOLL_FREE,
        PhoneNumberType.PREMIUM_RATE,
        PhoneNumberType.VOIP,
        PhoneNumberType.SHARED_COST,
        PhoneNumberType.PERSONAL_NUMBER,
        PhoneNumberType.UAN,
        PhoneNumberType.PAGER,
    },
}


def _outermost(found: Iterable[tuple[int, int]]) -> list[Phone]:
    kept = []
    reached = -1
    for start, end in sorted(found, key=lambda span: (span[0], -span[1])):
        if end > reached:
            kept.append(Phone(start, end))
            reached = end
    return kept


def _pieces(text: str, low: int, high: int) -> Iterator[tuple[int, int]]:
    """Give a candidate, then its parts that may be numbers, in the order in which they count."""
    if text.find("/", low, high) >= 0 and _DATE.search(text, low, high):
        return
    if text.startswith(":", high) and _MINUTE.match(text, high) and _HOUR.search(text, low, high):
        return
    if high - low < _FEWEST:
        return
    yield low, high
    if not _CUT.search(text, low, high):
        return
    given = {(low, high)}
    for cut in _CUTS:
        match = cut.search(text, low, high)
        parts = [(low, match.start())] if match else []
        while match is not None:
            parts.append(match.span(1))
            match = cut.search(text, match.start() + 1, high)
        for start, end in parts:
            piece = start, _trimmed(text, start, end)
            if end - start >= _FEWEST and piece not in given:
                given.add(piece)
                yield piece


def _trimmed(text: str, low: int, high: int) -> int:
    if text[high - 1].isalnum():
        return high
    tail = _TAIL.search(text, low, high)
    return tail.start() if tail else high


def _takers(text: str, piece: tuple[int, int], waiting: set["_Plan"]) -> set["_Plan"]:
    """Say in which regions a piece of text is a telephone number."""
    low, high = piece
    if not _FEWEST <= high - low <= _LONGEST:
        return set()
    value = text[low:high]
    dialled = _dialled(value)
    if dialled is None:
        return set()
    takers = dialled.where(waiting)
    if not takers or not _stands_alone(text, low, high) or _NO_PHONE.fullmatch(value):
        return set()
    if "x" not in value and "X" not in value:
        return takers
    if "xx" in value.lower():
        return {
            plan
            for plan in takers
            if _contains_only_valid_x_chars(phonenumbers.parse(value, plan.region), value)
        }
    number = PhoneNumber(extension=dialled.extension or None)
    return takers if _contains_only_valid_x_chars(number, value) else set()


def _stands_alone(text: str, low: int, high: int) -> bool:
    """Say whether brackets are closed, and no letter nor sign of money or percent touches."""
    value = text[low:high]
    if not _BRACKETS.fullmatch(value) or _PAGES.search(value):
        return False
    if low > 0 and not _LEADS.match(value) and _joins(text[low - 1]):
        return False
    return high == len(text) or not _joins(text[high])


def _joins(sign: str) -> bool:
    if sign.isalpha():
        return sign <= "\u024f" or "\u1e00" <= sign <= "\u1eff"  # Latin letters
    return sign == "%" or "\u0300" <= sign <= "\u036f" or unicodedata.category(sign) == "Sc"


class _Dialled(NamedTuple):
    """What is dialled for a number.

    Args:
        digits: without plus sign and extension.
        extension: its digits, "" if there is none.
        written: all digits as they stand.
        plus: whether a plus sign comes first.
    """

    digits: str
    extension: str
    written: str
    plus: bool

    def where(self, plans: set["_Plan"]) -> set["_Plan"]:
        """Say in which of some regions it reaches a valid number."""
        if self.plus and (valid := _international(self.digits)) is not None:
            return set(plans) if valid else set()
        count = len(self.digits)
        return {plan for plan in plans if plan.shortest <= count and plan.reaches(self)}


def _dialled(value: str) -> _Dialled | None:
    bare = value.translate(_SILENT)
    digits = bare.lstrip(_PLUS)
    pluses = len(bare) - len(digits)
    if digits.isdecimal() and pluses <= 1:
        digits = written = _ascii(digits)
        extension = ""
    else:
        number = _extract_possible_number(value)
        if not _is_viable_phone_number(number):
            return None
        extension, number = _maybe_strip_extension(number)
        digits = number.lstrip(_PLUS)
        pluses = len(number) - len(digits)
        digits, written = _keyed(digits), _ascii(value)
    return _Dialled(digits, extension, written, pluses > 0) if len(digits) >= _FEWEST else None


def _ascii(value: str) -> str:
    digits = _NO_DIGITS.sub("", value)
    return digits if digits.isascii() else "".join(str(unicodedata.digit(sign)) for sign in digits)


def _keyed(number: str) -> str:
    if len(_LETTER.findall(number)) < _KEYS:
        return _ascii(number)
    return _NO_ASCII_DIGITS.sub("", phonenumbers.convert_alpha_characters_in_number(number))


def _international(digits: str) -> bool | None:
    """Say whether digits with a country calling code are a valid number, None if they have no such code."""
    if not digits.startswith("0"):
        for length in range(1, min(_CODE, len(digits)) + 1):
            code = int(digits[:length])
            if code in COUNTRY_CODE_TO_REGION_CODE:
                return _behind(code).holds(digits[length:])
    return None


@dataclass(frozen=True, slots=True, eq=False)
class _Plan:
    """How numbers are dialled in one region.

    Args:
        region: its ISO 3166-1 code.
        code: its country calling code.
        opening: what may be dialled before a national number, one of: abroad, the code, prefix.
        abroad: what is dialled before a country calling code.
        prefix: what is dialled before a national number.
        rule: what replaces that prefix, "" for nothing.
        general: what a national number looks like.
        lengths: the counts of its digits.
        valid: the national numbers that exist, in all regions of the calling code.
        counts: the counts of their digits.
        shortest: digits to be dialled at least.
        formats: how they are written in the first region of the code; of several formats the first counts.
        prefixed: the groups of those formats that do not go without the prefix.
    """

    region: str
    code: str
    opening: re.Pattern[str]
    abroad: re.Pattern[str]
    prefix: re.Pattern[str]
    rule: str
    general: re.Pattern[str]
    lengths: frozenset[int]
    valid: re.Pattern[str]
    counts: frozenset[int]
    shortest: int
    formats: re.Pattern[str]
    prefixed: frozenset[int]

    def reaches(self, dialled: _Dialled) -> bool:
        """Say whether a valid number is reached from this region."""
        digits = number = dialled.digits
        if self.opening.match(digits):
            abroad = self.abroad.match(digits)
            if abroad and not digits.startswith("0", abroad.end()):
                return _international(digits[abroad.end() :]) is True
            if digits.startswith(self.code):
                rest, _ = self.strip(digits[len(self.code) :])
                better = self.general.fullmatch(rest) and not self.general.fullmatch(digits)
                if better or len(digits) > max(self.lengths):
                    return _behind(int(self.code)).holds(rest)
            number = self.significant(digits)
        # A plus sign promises a country calling code.
        if dialled.plus or len(number) not in self.counts:
            return False
        if self.wants_prefix(number) and not _behind(int(self.code)).strip(dialled.written)[1]:
            return False
        return self.valid.fullmatch(number) is not None

    def holds(self, digits: str) -> bool:
        """Say whether digits behind the country calling code are a valid number."""
        return self.valid.fullmatch(self.significant(digits)) is not None

    def significant(self, digits: str) -> str:
        """Take the national prefix off, unless what is left is no number."""
        rest, _ = self.strip(digits)
        return rest if len(rest) in self.lengths else digits

    def strip(self, digits: str) -> tuple[str, bool]:
        """Take the national prefix off, and say whether there was one."""
        found = self.prefix.match(digits) if digits else None
        if found is None:
            return digits, False
        rest = digits[found.end() :]
        if self.rule and found[found.re.groups] is not None:
            rest = found.expand(self.rule) + rest
        if self.general.fullmatch(digits) and not self.general.fullmatch(rest):
            return digits, False
        return rest, True

    def wants_prefix(self, number: str) -> bool:
        """Say whether a national number is never written without the national prefix."""
        found = self.formats.fullmatch(number)
        return found is not None and found.lastindex in self.prefixed


@cache
def _plan(region: str) -> _Plan:
    return _made(_metadata(0, region))


@cache
def _behind(code: int) -> _Plan:
    """Give the plan that counts behind a country calling code: that of its first region."""
    return _made(_metadata(code, COUNTRY_CODE_TO_REGION_CODE[code][0]))


def _metadata(code: int, region: str) -> PhoneMetadata:
    """Give the numbering plan of a region, or of a calling code without one."""
    metadata = PhoneMetadata.metadata_for_region_or_calling_code(code, region)
    if metadata is None:
        raise ValueError(f"no numbering plan of {region}")
    return metadata


_GROUP = re.compile(r"\\\d")
_FIRST_GROUP = re.compile(r"\(?\\1\)?")


def _made(metadata: PhoneMetadata) -> _Plan:
    code = metadata.country_code or 0
    abroad, prefix = metadata.international_prefix, metadata.national_prefix_for_parsing
    rule = metadata.national_prefix_transform_rule or ""
    general = metadata.general_desc or PhoneNumberDesc()
    formats, prefixed = _formats(_metadata(code, COUNTRY_CODE_TO_REGION_CODE[code][0]))
    counts = _counts(code)
    return _Plan(
        region=metadata.id,
        code=str(code),
        opening=re.compile("|".join(filter(None, (abroad, str(code), prefix)))),
        abroad=re.compile(abroad or _NEVER),
        prefix=re.compile(prefix or _NEVER),
        rule=rule,
        general=re.compile(general.national_number_pattern or _NEVER),
        lengths=frozenset(general.possible_length),
        valid=_valid(code),
        counts=counts,
        shortest=min(counts) - len(_GROUP.sub("", rule)),
        formats=formats,
        prefixed=prefixed,
    )


def _formats(metadata: PhoneMetadata) -> tuple[re.Pattern[str], frozenset[int]]:
    """Join the formats of a plan, a group each, and tell the groups of those that need the prefix."""
    sources = []
    prefixed = set()
    group = 1
    for each in metadata.number_format:
        leading = each.leading_digits_pattern[-1] if each.leading_digits_pattern else ""
        sources.append(f"((?={leading})(?:{each.pattern}))")
        rule = each.national_prefix_formatting_rule
        if rule and not each.national_prefix_optional_when_formatting and not _FIRST_GROUP.fullmatch(rule):
            prefixed.add(group)
        group += re.compile(sources[-1]).groups
    return re.compile("|".join(sources) or _NEVER), frozenset(prefixed)


@cache
def _valid(code: int) -> re.Pattern[str]:
    """Give the pattern of the numbers that exist in all regions of a country calling code."""
    regions = COUNTRY_CODE_TO_REGION_CODE[code]
    source = _NEVER
    # What begins with the leading digits of a region is for that region alone to judge.
    for metadata in (_metadata(code, region) for region in reversed(regions)):
        leading = metadata.leading_digits if len(regions) > 1 else None
        general = _pattern(filter(None, [metadata.general_desc]))
        here = rf"(?={general}\Z)(?:{_pattern(_kinds(metadata))})"
        source = f"(?={leading}){here}|(?!{leading})(?:{source})" if leading else f"{here}|{source}"
    return re.compile(source)


def _counts(code: int) -> frozenset[int]:
    plans = (_metadata(code, region) for region in COUNTRY_CODE_TO_REGION_CODE[code])
    return frozenset(length for plan in plans for kind in _kinds(plan) for length in kind.possible_length)


def _kinds(metadata: PhoneMetadata) -> list[PhoneNumberDesc]:
    """Give the kinds of numbers that a plan has."""
    kinds = (
        metadata.premium_rate,
        metadata.toll_free,
        metadata.shared_cost,
        metadata.voip,
        metadata.personal_number,
        metadata.pager,
        metadata.uan,
        metadata.voicemail,
        metadata.fixed_line,
        metadata.mobile,
    )
    return [kind for kind in kinds if kind is not None and kind.national_number_pattern]


def _pattern(kinds: Iterable[PhoneNumberDesc]) -> str:
    """Join the patterns of some kinds, each kept to the counts of digits that the kind has."""
    by_lengths: dict[tuple[int, ...], list[str]] = {}
    for kind in kinds:
        by_lengths.setdefault(kind.possible_length, []).append(kind.national_number_pattern or _NEVER)
    sources = []
    for lengths, patterns in by_lengths.items():
        counted = "|".join(rf"\d{{{length}}}" for length in lengths)
        sources.append(rf"(?=(?:{counted})\Z)(?:{'|'.join(patterns)})")
    return "|".join(sources) or _NEVER
